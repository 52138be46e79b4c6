import { expect, it } from 'vitest';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import {
  bootStages,
  orderedStages,
  rangeOf,
  type StageTable,
  stageNames,
} from '../../src/trace/stage-table.js';

const table: StageTable = {
  ranges: [
    { stage: 'rom', from: 0x10, to: 0x1f, unordered: false },
    { stage: 'marks', from: 0x50, to: 0x5f, unordered: true },
    { stage: 'kernel', from: 0x20, to: 0x2f, unordered: false },
    { stage: 'rom', from: 0x80, to: 0x8f, unordered: false },
  ],
  fallback: 'other',
  names: new Map(),
};

it('lists the stages that have an order, all of the table, and all that a boot can have', () => {
  expect(orderedStages(table)).toEqual(['rom', 'kernel']);
  expect(stageNames(table)).toEqual(['rom', 'marks', 'kernel', 'other']);
  expect(bootStages(table)).toEqual([
    'rom',
    'marks',
    'kernel',
    'other',
    'firmware',
    'bootloader',
    'userspace',
  ]);
});

it('lists those of the built-in table, which has the standard ones', () => {
  const standard = ['firmware', 'bootloader', 'kernel', 'userspace'];
  expect(orderedStages(BUILT_IN_TABLE)).toEqual(standard);
  expect(stageNames(BUILT_IN_TABLE)).toEqual([...standard, 'custom']);
  expect(bootStages(BUILT_IN_TABLE)).toEqual([...standard, 'custom']);
});

it.each([
  [0x0f, undefined],
  [0x10, 'rom'],
  [0x1f, 'rom'],
  [0x8f, 'rom'],
  [0x90, undefined],
])('code %i is in a range of %s', (code, stage) => expect(rangeOf(table, code)?.stage).toBe(stage));
