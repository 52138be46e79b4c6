import { expect, test } from 'vitest';
import { classifyCodes } from '../../../src/cli/work/classify-codes.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { InputError } from '../../../src/trace/errors.js';

test.each([
  [['0x40'], [[0x40, 'kernel']]],
  [
    ['0x1f-0x20', '0X60'],
    [
      [0x1f, 'firmware'],
      [0x20, 'bootloader'],
      [0x60, 'userspace'],
    ],
  ],
  [['0xff'], [[0xff, 'custom']]],
  [['0xe0fe'], [[0xe0fe, 'custom']]],
  [[], []],
])('%j', (words, expected) => {
  const { codes } = classifyCodes(words, BUILT_IN_TABLE);
  expect(codes.map(({ code, stage }) => [code, stage])).toEqual(expected);
});

test('gives the name that the table has', () => {
  const table = { ...BUILT_IN_TABLE, names: new Map([[0x40, 'entry']]) };
  expect(classifyCodes(['0x40', '0x41'], table).codes.map(({ name }) => name)).toEqual(['entry', null]);
});

test.each(['256', '0x10000', 'kernel', '', '-1', '0x41-0x40', '1-2-3', '64', '40-41'])(
  'refuses %j',
  (word) => {
    expect(() => classifyCodes([word], BUILT_IN_TABLE)).toThrow(InputError);
  },
);
