import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dip } from '../../src/stats/dip.js';
import { sorted } from '../../src/stats/order.js';
import { DIPS } from './dips.js';
import { draw, randomSource } from './random.js';

it.each(DIPS)('of %j is %d', (values, expected) => {
  expect(dip(sorted(values))).toBeCloseTo(expected, 8);
});

it('is a quarter for two far piles and least for a pile and for equal steps', () => {
  expect(dip([1, 1, 1, 1, 9, 9, 9, 9])).toBeCloseTo(0.25, 12);
  expect(dip([1, 2, 3, 4, 5, 6, 7, 8])).toBeCloseTo(1 / 16, 12);
  expect(dip([5, 5, 5, 5])).toBe(1 / 8);
  expect(dip([5])).toBe(1 / 2);
});

it('does not depend on scale, place or direction, and stays within its bounds', () => {
  const sample = fc.oneof(
    fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40, size: 'max' }),
    // Few values, many times each.
    fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 2, maxLength: 40, size: 'max' }),
  );
  fc.assert(
    fc.property(sample, (values) => {
      const one = dip(sorted(values));
      expect(one).toBeGreaterThanOrEqual(1 / (2 * values.length) - 1e-12);
      expect(one).toBeLessThanOrEqual(0.25 + 1e-12);
      expect(dip(sorted(values.map((value) => 3 * value + 7)))).toBeCloseTo(one, 10);
      expect(dip(sorted(values.map((value) => -value)))).toBeCloseTo(one, 10);
    }),
  );
});

// Percentage points under uniformity: as tabulated for n of 100, as simulated with 300000 samples and more for the others.
it.each([
  [10, 0.95, 0.1397],
  [10, 0.99, 0.1597],
  [50, 0.95, 0.0702],
  [100, 0.9, 0.0471],
])('of %d uniform values has its %d point at %d', (n, share, point) => {
  const { uniform } = randomSource(n);
  const dips = sorted(draw(6000, () => dip(sorted(draw(n, uniform)))));
  expect(Math.abs(dips[Math.floor(share * dips.length)]! / point - 1)).toBeLessThan(0.025);
});
