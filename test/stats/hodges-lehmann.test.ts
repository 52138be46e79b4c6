import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hodgesLehmann, intervalRank } from '../../src/stats/hodges-lehmann.js';
import { mannWhitney } from '../../src/stats/mann-whitney.js';
import { BASE, NEW_JSON, OLD_JSON, SAME, SLOW } from './golden.js';

describe('hodgesLehmann', () => {
  it.each([
    ['json', OLD_JSON, NEW_JSON, -296.5, [-312, -284]],
    ['base to slow', BASE, SLOW, 5.21, [4.18, 6.18]],
    ['base to same', BASE, SAME, -0.12, [-1.07, 0.85]],
  ])('%s', (_, base, head, shift, ci) => {
    const result = hodgesLehmann(base, head);
    expect(result.shift).toBeCloseTo(shift, 9);
    expect(result.ci![0]).toBeCloseTo(ci[0]!, 9);
    expect(result.ci![1]).toBeCloseTo(ci[1]!, 9);
  });

  it('has no interval for samples too small for one', () => {
    expect(hodgesLehmann([1, 2, 3], [4, 5, 6])).toEqual({ shift: 3, ci: null });
    expect(hodgesLehmann([1], [4])).toEqual({ shift: 3, ci: null });
  });

  it('thins samples whose pairs would be too many, and stays near', () => {
    const base = Array.from({ length: 5001 }, (_, at) => (at * 7919) % 5001);
    const { shift, ci } = hodgesLehmann(
      base,
      base.map((value) => value + 100),
    );
    expect(shift).toBeCloseTo(100, 0);
    expect(ci![0]).toBeLessThan(100);
    expect(ci![1]).toBeGreaterThan(100);
  });

  it('takes a thousand values as they are', () => {
    const thousand = Array.from({ length: 1000 }, (_, at) => at);
    expect(hodgesLehmann([0, 0], thousand)).toEqual({ shift: 499.5, ci: [98, 901] });
  });
});

// The two are one: the interval holds the shifts that the test would not object to.
it('has as its interval the shifts that the exact test leaves possible', () => {
  const sample = fc.uniqueArray(fc.integer({ min: 0, max: 400 }), { minLength: 5, maxLength: 9 });
  fc.assert(
    fc.property(sample, sample, (a, b) => {
      // Fractions keep the differences apart from one another, so that no shift makes ties.
      const base = a.map((value, at) => value + (at + 1) / 97);
      const head = b.map((value, at) => value + (at + 1) / 89 + 0.5);
      const { shift, ci } = hodgesLehmann(base, head);
      const differences = base.flatMap((from) => head.map((to) => to - from)).sort((x, y) => x - y);
      const middle = (differences.length - 1) / 2;
      expect(shift).toBeCloseTo((differences[Math.floor(middle)]! + differences[Math.ceil(middle)]!) / 2, 9);
      const pAt = (by: number): number =>
        mannWhitney(
          base.map((value) => value + by),
          head,
        ).p;
      const step = 1e-7;
      expect(pAt(ci![0] + step)).toBeGreaterThan(0.05);
      expect(pAt(ci![1] - step)).toBeGreaterThan(0.05);
      expect(pAt(ci![0] - step)).toBeLessThanOrEqual(0.05);
      expect(pAt(ci![1] + step)).toBeLessThanOrEqual(0.05);
    }),
  );
});

describe('intervalRank', () => {
  it.each([
    [3, 0],
    [4, 1],
    [5, 3],
    [6, 6],
    [7, 9],
    [8, 14],
    [10, 24],
    [12, 38],
    [15, 65],
    [20, 128],
    [25, 212],
    [30, 318],
  ])('of %d and as many values', (n, c) => expect(intervalRank(n, n)).toBe(c));

  it('widens when it may miss less often, counted or not', () => {
    // 19: the 0.05/6 quantile of U for 10 and 10, by Mann and Whitney's recurrence.
    expect(intervalRank(10, 10, 0.05 / 3)).toBe(19);
    expect(intervalRank(10, 10, 1e-5)).toBe(0);
    expect(intervalRank(60, 60, 0.05 / 3)).toBeLessThan(intervalRank(60, 60));
  });

  it('is counted up to fifty values a side, and follows the normal shape from there on', () => {
    expect(intervalRank(50, 50)).toBe(966);
    // n * m / 2 - 1.96 * sqrt(n * m * (n + m + 1) / 12), rounded down.
    expect(intervalRank(60, 60)).toBe(1426);
    expect([intervalRank(51, 5), intervalRank(5, 51)]).toEqual([59, 59]);
  });

  it('may miss as often as it is allowed to, to the last chance', () => {
    // Of the 20 ways to rank three and three one has U of 0: P(U < 1) is 0.05, half of 0.1.
    expect(intervalRank(3, 3, 0.1)).toBe(1);
  });

  it('turns from counting to the normal shape without a jump', () => {
    expect(Math.abs(intervalRank(51, 50) - intervalRank(50, 50) - 18)).toBeLessThanOrEqual(8);
  });
});
