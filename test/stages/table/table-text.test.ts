import { expect, it } from 'vitest';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { formatStageTable } from '../../../src/stages/table/table-text.js';
import { parseStageTable } from '../../../src/stages/table/user-table.js';

it('writes a table that reads back to the same', () => {
  const table = {
    ranges: BUILT_IN_TABLE.ranges.map((range) =>
      range.stage === 'kernel' ? { ...range, instant: true } : range,
    ),
    fallback: 'rest',
    names: new Map([
      [0x40, 'start_kernel'],
      [0x41, 'a "quoted": name # with signs'],
    ]),
    moments: new Map([
      ['coreboot:4', { stage: 'firmware', name: 'a "quoted": name' }],
      ['a name: with # signs', { stage: 'userspace' }],
      ['u-boot:main_loop', { name: 'prompt' }],
    ]),
  };
  expect(parseStageTable(formatStageTable(table), 'x')).toEqual(table);
  expect(parseStageTable(formatStageTable(BUILT_IN_TABLE), 'x')).toEqual(BUILT_IN_TABLE);
  expect(formatStageTable(table)).toContain('\nfallback: rest\n');
  expect(formatStageTable(BUILT_IN_TABLE)).not.toMatch(/fallback|names|moments/);
});
