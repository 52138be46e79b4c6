import { describe, expect, it } from 'vitest';
import { findChanges } from '../../src/stats/changes.js';
import { bootTime, draw, randomSource } from './random.js';

const OPTIONS = { alpha: 0.05, relativeFloor: 0.02, absoluteFloor: 500_000, rows: 3 };
const random = randomSource(5);
const night = (n: number, medianMs: number, sigma = 0.01) => draw(n, () => bootTime(random, medianMs, sigma));

describe('findChanges', () => {
  it('finds the night that became slower, as soon as it is there', () => {
    const nights = [80, 80, 80, 84].map((median) => night(10, median));
    expect(findChanges(nights, OPTIONS)).toEqual([{ at: 3, direction: 'regression' }]);
  });

  it('finds several changes, in both directions, in order', () => {
    const nights = [80, 80, 90, 90, 90, 84, 84].map((median) => night(10, median));
    expect(findChanges(nights, OPTIONS)).toEqual([
      { at: 2, direction: 'regression' },
      { at: 5, direction: 'improvement' },
    ]);
  });

  it('finds a change among single boots once there are enough on both sides', () => {
    const singles = [...draw(12, () => night(1, 80)), ...draw(8, () => night(1, 88))];
    expect(findChanges(singles, OPTIONS)).toEqual([{ at: 12, direction: 'regression' }]);
    expect(findChanges(singles.slice(0, 13), OPTIONS)).toEqual([]);
  });

  it('passes over groups without values', () => {
    const nights = [night(10, 80), [], night(10, 80), [], night(10, 90)];
    expect(findChanges(nights, OPTIONS)).toEqual([{ at: 4, direction: 'regression' }]);
    expect(findChanges([], OPTIONS)).toEqual([]);
    expect(findChanges([[], []], OPTIONS)).toEqual([]);
  });

  it('is stricter the more series and places are searched, and not for groups without values', () => {
    const before = [1, 2, 3, 4, 5, 6, 7, 8].map((value) => value * 1e6);
    const after = before.map((value) => value + 10e6);
    // The p-value of eight values all above eight others is 2 / 12870.
    const found = (alpha: number, rows: number, groups: readonly (readonly number[])[]) =>
      findChanges(groups, { alpha, relativeFloor: 0, absoluteFloor: 0, rows }).length;
    const p = 2 / 12_870;
    expect(found(p * 1.01, 1, [before, after])).toBe(1);
    expect(found(p * 0.99, 1, [before, after])).toBe(0);
    expect(found(p * 4.01, 4, [before, after])).toBe(1);
    expect(found(p * 3.99, 4, [before, after])).toBe(0);
    expect(found(p * 1.01, 1, [[], before, [], after, []])).toBe(1);
    const halves = [before.slice(0, 4), before.slice(4), after];
    expect(found(p * 2.01, 1, halves)).toBe(1);
    expect(found(p * 1.99, 1, halves)).toBe(0);
    expect(found(p * 1.01, 0, [before, after])).toBe(1);
  });

  it('takes a change as large as the floor, and none whose interval reaches zero', () => {
    const before = [1, 2, 3, 4, 5, 6].map((value) => value * 1000);
    const change = (by: number, absoluteFloor: number) =>
      findChanges([before, before.map((value) => value + by)], {
        alpha: 0.2,
        relativeFloor: 0,
        absoluteFloor,
        rows: 1,
      });
    expect(change(7000, 7000)).toEqual([{ at: 1, direction: 'regression' }]);
    expect(change(7000, 7001)).toEqual([]);
    expect(change(-7000, 7000)).toEqual([{ at: 1, direction: 'improvement' }]);
    // Intervals [0, 6000] and [-6000, 0].
    expect(change(3000, 0)).toEqual([]);
    expect(change(-3000, 0)).toEqual([]);
    // Too few values for an interval.
    expect(
      findChanges(
        [
          [1, 2, 3],
          [7, 8, 9],
        ],
        { alpha: 0.2, relativeFloor: 0, absoluteFloor: 0, rows: 1 },
      ),
    ).toEqual([]);
  });

  it('leaves changes below the floors alone', () => {
    const nights = [80, 80, 81].map((median) => night(20, median, 0.001));
    expect(findChanges(nights, OPTIONS)).toEqual([]);
    expect(findChanges(nights, { ...OPTIONS, relativeFloor: 0.01 })).toHaveLength(1);
  });

  it('finds changes where there are none no more often than alpha', () => {
    const alarms = draw(300, (): number => {
      const nights = draw(12, () => night(5, 80, 0.04));
      return findChanges(nights, { ...OPTIONS, relativeFloor: 0, absoluteFloor: 0, rows: 1 }).length > 0
        ? 1
        : 0;
    });
    expect(alarms.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(0.05 * alarms.length);
  });
});
