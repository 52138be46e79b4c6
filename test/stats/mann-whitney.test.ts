import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mannWhitney, smallestP } from '../../src/stats/mann-whitney.js';
import { BASE, NEW_JSON, OLD_JSON, SAME, SLOW } from './golden.js';

const NORMAL = { maxExact: 0 };

describe('the exact test', () => {
  it.each([
    ['json', OLD_JSON, NEW_JSON, 100, 1.08250882245e-5],
    ['base and slow', BASE, SLOW, 10, 0.0015046872632],
    ['base and same', BASE, SAME, 55, 0.739364350819],
    ['all smaller', [2, 1, 3, 5], [12, 11, 13, 15], 0, 0.0285714286],
    ['mixed', [2, 1, 3, 5], [0, 4, 6, 7], 5, 0.485714286],
    ['tied throughout', [2, 1, 3, 5], [2, 2, 2, 2], 10, 0.714285714],
  ])('%s', (_, first, second, u, p) => {
    const test = mannWhitney(first, second);
    expect(test).toMatchObject({ u, exact: true });
    expect(test.p).toBeCloseTo(p, 9);
  });

  it('agrees with trying every permutation', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(mannWhitney(a, b).p).toBeCloseTo(permutationP(a, b), 10);
      }),
    );
  });

  it('finds nothing where all values are the same', () => {
    expect(mannWhitney([1], [1])).toMatchObject({
      u: 0.5,
      p: 1,
      secondLarger: 1,
      firstLarger: 1,
      exact: true,
    });
    expect(mannWhitney([4, 4], [4, 4])).toMatchObject({ u: 2, p: 1, exact: true });
  });

  it('is the same seen from either side', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 20, size: 'max' });
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        expect(mannWhitney(a, b).p).toBeCloseTo(mannWhitney(b, a).p, 12);
        expect(mannWhitney(a, b).u + mannWhitney(b, a).u).toBe(a.length * b.length);
      }),
    );
  });
});

/** Two-sided p over all ways to split the values, by the distance of the first group's rank sum from its mean. */
function permutationP(a: readonly number[], b: readonly number[]): number {
  const values = [...a, ...b];
  const midRank = (value: number): number =>
    values.filter((other) => other < value).length +
    (values.filter((other) => other === value).length + 1) / 2;
  const ranks = values.map(midRank);
  const mean = (a.length * (values.length + 1)) / 2;
  const distance = (chosen: number): number =>
    Math.abs(ranks.reduce((sum, value, at) => sum + ((chosen >> at) & 1 ? value : 0), 0) - mean);
  const groups = Array.from({ length: 2 ** values.length }, (_, chosen) => chosen).filter(
    (chosen) => values.filter((_, at) => (chosen >> at) & 1).length === a.length,
  );
  const seen = distance(2 ** a.length - 1);
  return groups.filter((chosen) => distance(chosen) >= seen - 1e-9).length / groups.length;
}

describe('the normal approximation', () => {
  it.each([
    ['json', OLD_JSON, NEW_JSON, 0.000178614488],
    ['base and slow', BASE, SLOW, 0.00282727209],
    ['base and same', BASE, SAME, 0.733729996],
  ])('%s', (_, first, second, p) => {
    const test = mannWhitney(first, second, NORMAL);
    expect(test.exact).toBe(false);
    expect(Math.abs(test.p / p - 1)).toBeLessThan(1e-6);
  });

  it('takes over beyond fifty values, near the exact result, and never exceeds 1', () => {
    const first = Array.from({ length: 51 }, (_, at) => at);
    const second = first.map((value) => value + 8);
    const normal = mannWhitney(first, second);
    expect(normal.exact).toBe(false);
    expect(mannWhitney(first, [1, 2, 3]).exact).toBe(false);
    expect(mannWhitney([1, 2, 3], first).exact).toBe(false);
    expect(mannWhitney(first.slice(1), second.slice(1)).exact).toBe(true);
    expect(Math.abs(normal.p / mannWhitney(first, second, { maxExact: 51 }).p - 1)).toBeLessThan(0.05);
    expect(mannWhitney(first, first).p).toBe(1);
    expect(
      mannWhitney(
        first.map(() => 1),
        first.map(() => 1),
      ).p,
    ).toBe(1);
  });
});

describe('smallestP', () => {
  it.each([
    [1, 1],
    [2, 0.3333],
    [3, 0.1],
    [4, 0.02857],
    [5, 0.007937],
    [6, 0.002165],
    [7, 0.000583],
    [8, 0.000155],
    [9, 4.11e-5],
    [10, 1.0825e-5],
  ])('of %d and as many values', (n, p) => {
    expect(Math.abs(smallestP(n) / p - 1)).toBeLessThan(4e-3);
    const low = Array.from({ length: n }, (_, at) => at);
    expect(smallestP(n)).toBeCloseTo(
      mannWhitney(
        low,
        low.map((value) => value + n),
      ).p,
      12,
    );
  });
});
