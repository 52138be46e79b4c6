import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { median, quantile, rank, sorted } from '../../src/stats/order.js';
import { BASE, NEW_JSON, OLD_JSON, SAME, SLOW } from './golden.js';

describe('quantile', () => {
  const shares = [0.05, 0.25, 0.75, 0.9, 0.95, 0.99];
  it.each([
    ['old_json', OLD_JSON, [1705.9, 1707, 1728.25, 1739.8, 1756.9, 1770.58]],
    ['new_json', NEW_JSON, [1411.45, 1413.75, 1424.75, 1428.1, 1437.55, 1445.11]],
    ['base', BASE, [79.9115, 80.19, 81.34, 83.349, 89.3745, 94.1949]],
    ['slow', SLOW, [84.9215, 85.3175, 86.6375, 87.967, 88.0435, 88.1047]],
    ['same', SAME, [79.678, 80.09, 81.2525, 81.995, 82.1975, 82.3595]],
  ])('of %s', (_, values, expected) => {
    for (const [at, share] of shares.entries())
      expect(quantile(sorted(values), share)).toBeCloseTo(expected[at]!, 9);
  });

  it('of one value is that value, of none is not a number', () => {
    expect(quantile([7], 0.95)).toBe(7);
    expect(quantile([], 0.5)).toBeNaN();
  });
});

it('median does not need order', () => {
  expect(median([3, 1, 2])).toBe(2);
  expect(median([4, 1, 2, 3])).toBe(2.5);
});

describe('rank', () => {
  it('gives ties the mean of their ranks, doubled', () => {
    expect(rank([10, 30, 20, 20])).toEqual({ doubledRanks: [2, 8, 5, 5], tieSizes: [1, 2, 1] });
  });
  it('always sums to the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 30, size: 'max' }), (values) => {
        const sum = rank(values).doubledRanks.reduce((total, value) => total + value, 0);
        expect(sum).toBe(values.length * (values.length + 1));
      }),
    );
  });
});
