import { expect, it } from 'vitest';
import { writeQuantity } from '../../../src/trace/report/quantity.js';

it.each([
  [1_500_000, 'ns', '1.5 ms'],
  [12, 'count', '12'],
  [10 / 3, 'count', '3.333'],
  [4096, 'bytes', '4096 bytes'],
  [1, 'bytes', '1 byte'],
] as const)('writes %d %s as %s', (value, unit, text) => expect(writeQuantity(value, unit)).toBe(text));
