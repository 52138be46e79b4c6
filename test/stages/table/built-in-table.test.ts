import { expect, it } from 'vitest';
import { createClassifier } from '../../../src/stages/classify.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';

it.each([
  [0x00, 'firmware'],
  [0x1f, 'firmware'],
  [0x20, 'bootloader'],
  [0x3f, 'bootloader'],
  [0x40, 'kernel'],
  [0x5f, 'kernel'],
  [0x60, 'userspace'],
  [0x7f, 'userspace'],
  [0x80, 'custom'],
  [0xff, 'custom'],
])('0x%s belongs to %s', (code, stage) => expect(createClassifier(BUILT_IN_TABLE)(code).stage).toBe(stage));

it('holds every code in exactly one range', () => {
  for (let code = 0; code <= 0xff; code++) {
    expect(BUILT_IN_TABLE.ranges.filter(({ from, to }) => from <= code && code <= to)).toHaveLength(1);
  }
});
