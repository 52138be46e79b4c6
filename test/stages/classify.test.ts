import { describe, expect, it } from 'vitest';
import { createClassifier } from '../../src/stages/classify.js';
import type { StageTable } from '../../src/trace/stage-table.js';

const table: StageTable = {
  ranges: [
    { stage: 'rom', from: 0x10, to: 0x1f, unordered: false },
    { stage: 'marks', from: 0x50, to: 0x5f, unordered: true },
    { stage: 'os', from: 0x20, to: 0x2f, unordered: false },
    { stage: 'rom', from: 0x80, to: 0x8f, unordered: false },
  ],
  fallback: 'other',
  names: new Map([[0x10, 'reset vector']]),
};

describe('createClassifier', () => {
  const classify = createClassifier(table);
  it.each([
    [0x10, { stage: 'rom', rank: 0, name: 'reset vector', boundary: null, instant: false }],
    [0x8f, { stage: 'rom', rank: 0, name: null, boundary: null, instant: false }],
    [0x20, { stage: 'os', rank: 1, name: null, boundary: null, instant: false }],
    [0x50, { stage: 'marks', rank: null, name: null, boundary: null, instant: true }],
    [0x00, { stage: 'other', rank: null, name: null, boundary: null, instant: true }],
  ])('0x%s', (code, expected) => expect(classify(code)).toEqual(expected));
});

it('a code of two bytes keeps its name, and belongs to the fallback where no range holds it', () => {
  const named = { ...table, names: new Map([[0x54a, 'a name']]) };
  expect(createClassifier(named)(0x54a)).toEqual({
    stage: 'other',
    rank: null,
    boundary: null,
    instant: true,
    name: 'a name',
  });
});

it('a code of two bytes belongs to the range that holds it', () => {
  const range = { stage: 'ram', from: 0xe000, to: 0xe0ff, unordered: false };
  const classify = createClassifier({ ...table, ranges: [...table.ranges, range] });
  expect(classify(0xe0fe)).toEqual({ stage: 'ram', rank: 2, name: null, boundary: null, instant: false });
  expect(classify(0xe100).stage).toBe('other');
  expect(classify(0xfe).stage).toBe('other');
});
