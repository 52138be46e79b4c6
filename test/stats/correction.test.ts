import { describe, expect, it } from 'vitest';
import { holm, shareLevel } from '../../src/stats/correction.js';

it('raises p-values step by step', () => {
  const adjusted = holm([0.021, 0.001, 0.3, 0.012, 0.04]);
  for (const [at, p] of [0.063, 0.005, 0.3, 0.048, 0.08].entries()) expect(adjusted[at]).toBeCloseTo(p, 12);
});

it('never exceeds 1, and takes none and one as they are', () => {
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
  expect(holm([0.04])).toEqual([0.04]);
  expect(holm([])).toEqual([]);
});

describe('unequal shares', () => {
  it('raise a p-value by its share, and hand on the shares of what is through', () => {
    // 0.01 / 0.5, then 0.02 * 0.5 / 0.3, then 0.03.
    const adjusted = holm([0.02, 0.03, 0.01], [0.3, 0.2, 0.5]);
    for (const [at, p] of [0.02 * (0.5 / 0.3), 0.02 * (0.5 / 0.3), 0.02].entries())
      expect(adjusted[at]).toBeCloseTo(p, 12);
  });
  it('a test without a share waits for all others', () => {
    expect(holm([0.001, 0.04], [0, 1])).toEqual([0.04, 0.04]);
    expect(holm([0.001, 0.2], [0, 1])[0]).toBe(0.2);
    expect(holm([0.01, 0.02], [0, 0])).toEqual([0.02, 0.02]);
  });
});

describe('shareLevel', () => {
  const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0);
  it('follows the square root of the size', () => {
    const shares = shareLevel([100, 4, 1], { alpha: 0.05, smallestP: [0, 0, 0] });
    for (const [at, share] of [10 / 13, 2 / 13, 1 / 13].entries()) expect(shares[at]).toBeCloseTo(share, 12);
  });
  it('gives each what it needs to be through at all', () => {
    const smallestP = [0.007937, 0.007937, 0.007937, 0.007937];
    const shares = shareLevel([1e9, 1, 1, 1], { alpha: 0.05, smallestP });
    for (const share of shares) expect(share * 0.05).toBeGreaterThan(0.007937);
    expect(sum(shares)).toBeCloseTo(1, 12);
  });
  it('gives the smallest none where there is not enough for all', () => {
    const shares = shareLevel([3, 9, 5, 1], { alpha: 0.05, smallestP: [0.02, 0.02, 0.02, 0.02] });
    expect(shares.map((share) => share > 0)).toEqual([false, true, true, false]);
    expect(sum(shares)).toBeLessThanOrEqual(1 + 1e-12);
    expect(shareLevel([1, 1], { alpha: 0.05, smallestP: [0.1, 0.1] })).toEqual([0, 0]);
  });
  it('takes tests without size, and none', () => {
    expect(shareLevel([], { alpha: 0.05, smallestP: [] })).toEqual([]);
    expect(sum(shareLevel([0, 0], { alpha: 0.05, smallestP: [0.01, 0.01] }))).toBeLessThanOrEqual(1);
  });
});
