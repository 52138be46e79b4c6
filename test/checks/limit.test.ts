import { expect, it } from 'vitest';
import { parseLimit } from '../../src/checks/limit.js';

const read = (text: string, unit: 'ns' | 'count' | 'bytes') =>
  parseLimit(text, { unit, metricText: 'it', flag: '--max' });

it.each([
  ['80ms', 'ns', 80_000_000],
  ['0', 'count', 0],
  ['1234567', 'count', 1_234_567],
  ['4096', 'bytes', 4096],
  ['4k', 'bytes', 4096],
  ['1M', 'bytes', 2 ** 20],
] as const)('%s in %s is %d', (text, unit, limit) => expect(read(text, unit)).toBe(limit));

it.each([
  ['80', 'ns', 'the unit of the time is missing'],
  ['5ms', 'count', '--max it=5ms: it is a count, not a time, so its limit must be a plain number'],
  ['-1', 'count', 'its limit must be a plain number'],
  ['4k', 'count', 'its limit must be a plain number'],
  ['5ms', 'bytes', 'its limit must be a number of bytes: 4096, 4k or 1M'],
  ['9999999999999999G', 'bytes', 'its limit must be a number of bytes'],
] as const)('%s in %s is refused', (text, unit, message) => {
  expect(() => read(text, unit)).toThrow(expect.objectContaining({ exitCode: 2 }));
  expect(() => read(text, unit)).toThrow(message);
});
