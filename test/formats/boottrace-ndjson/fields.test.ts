import { expect, it } from 'vitest';
import {
  asFields,
  isOneOf,
  isTextOrNull,
  isTime,
  isTimeOrNull,
  isWhole,
  parseAll,
} from '../../../src/formats/boottrace-ndjson/fields.js';

it.each([null, [], 'x', 1, undefined])('%j is no object with fields', (value) =>
  expect(asFields(value)).toBeNull(),
);

it('an object has its fields', () => expect(asFields({ a: null })).toEqual({ a: null }));

it('takes whole numbers in their range alone', () => {
  expect([0, 3, -1, 4, 1.5, '1', Number.NaN, 2 ** 53].map((value) => isWhole(value, 0, 3))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
    false,
    false,
  ]);
  expect([0, -1, null].map(isTime)).toEqual([true, false, false]);
  expect([0, -1, null].map(isTimeOrNull)).toEqual([true, false, true]);
});

it('knows texts and words', () => {
  expect(['', null, 1].map(isTextOrNull)).toEqual([true, true, false]);
  expect(['a', 'c', 1].map((value) => isOneOf(value, ['a', 'b']))).toEqual([true, false, false]);
});

it('parses all or nothing, and no more than fits', () => {
  const even = (value: unknown): number | null => (Number(value) % 2 === 0 ? Number(value) : null);
  expect(parseAll([2, 4], 2, even)).toEqual([2, 4]);
  expect(parseAll([2, 3], 2, even)).toBeNull();
  expect(parseAll([2, 4, 6], 2, even)).toBeNull();
  expect(parseAll('24', 2, even)).toBeNull();
});
