import { expect, test } from 'vitest';
import { exitTable } from '../../../src/reporters/html/exits-section.js';
import type { ExitCount } from '../../../src/trace/boot.js';
import { timelineOf } from '../../stages/build-boot.js';

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
