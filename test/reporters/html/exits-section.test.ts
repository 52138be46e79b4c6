import { expect, test } from 'vitest';
import { exitTable } from '../../../src/reporters/html/exits-section.js';
import type { ExitCount } from '../../../src/trace/boot.js';
import { timelineOf } from '../../stages/build-boot.js';
import { htmlTables } from '../read-tables.js';

const READ: ExitCount = {
  stage: 'kernel',
  kind: 'pio',
  address: 0x64,
  direction: 'read',
  device: '<b>i8042',
  count: 10,
  totalNs: 1_000_000,
};

test('exits with what they cost, and nothing where they were not counted', () => {
  const text = exitTable(timelineOf([[0x40, 4000]], { boot: { exits: [READ] } }))?.text;
  expect(text).toContain('reads of port 0x64, &lt;b&gt;i8042');
  expect(text).toContain('10 exits cost about 1.000 ms (25.0 %) of this boot.');
  expect(exitTable(timelineOf([[0x40, 4000]]))).toBeNull();
});

test('has, cell by cell, what each access cost; the dearest fifty', () => {
  const exits = [READ, { ...READ, stage: 'setup', kind: 'kick', count: 3, totalNs: 500_000 }] as const;
  const table = (given: readonly ExitCount[]) =>
    htmlTables(exitTable(timelineOf([[0x40, 4000]], { boot: { exits: given } }))!.text)[0]!;
  expect(table(exits)).toEqual([
    'stage | >exits | for | >ms | >share',
    'kernel | 10 | reads of port 0x64, <b>i8042 | 1.000 | 25.0 %',
    "before the first code | 3 | the monitor's own interruptions | 0.500 | 12.5 %",
  ]);
  expect(table(Array(60).fill(READ))).toHaveLength(51);
});
