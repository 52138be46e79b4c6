import { expect, it } from 'vitest';
import { listedCodes } from '../../../src/reporters/words/code-list.js';
import { createClassifier } from '../../../src/stages/classify.js';
import type { StageTable } from '../../../src/trace/stage-table.js';

const table: StageTable = {
  ranges: [{ stage: 'rom', from: 0x10, to: 0x2f, unordered: false }],
  fallback: 'rest',
  names: new Map([[0x11, 'go']]),
};

it('is what was asked for', () => {
  const codes = [{ code: 1, stage: 'rest', name: null }];
  expect(listedCodes({ command: 'classify', codes, table })).toBe(codes);
});

it('is every code, classified as everywhere else, when nothing was', () => {
  const classify = createClassifier(table);
  const listed = listedCodes({ command: 'classify', codes: [], table });
  expect(listed).toHaveLength(256);
  for (const { code, stage, name } of listed)
    expect({ stage, name }).toEqual({ stage: classify(code).stage, name: classify(code).name });
});

it('has the codes of two bytes that the table knows', () => {
  const range = { stage: 'ram', from: 0xe000, to: 0xe001, unordered: false };
  const wide = { ...table, ranges: [...table.ranges, range], names: new Map([[0x613, 'trained']]) };
  expect(listedCodes({ command: 'classify', codes: [], table: wide }).slice(256)).toEqual([
    { code: 0x613, stage: 'rest', name: 'trained' },
    { code: 0xe000, stage: 'ram', name: null },
    { code: 0xe001, stage: 'ram', name: null },
  ]);
});
