import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { medianInterval, summarise, tukeyOutliers } from '../../src/stats/summary.js';
import { BASE, NEW_JSON, OLD_JSON, SAME, SLOW } from './golden.js';

describe('summarise', () => {
  it.each([
    [
      'old_json',
      OLD_JSON,
      { mean: 1722.7, stddev: 21.09792, median: 1718, ci: [1707, 1736], outliers: [1774] },
    ],
    [
      'new_json',
      NEW_JSON,
      { mean: 1421.9, stddev: 10.503439, median: 1422.5, ci: [1412, 1426], outliers: [1447] },
    ],
    ['base', BASE, { mean: 82.161, stddev: 4.700356, median: 80.695, ci: [79.95, 82.01], outliers: [95.4] }],
    ['slow', SLOW, { mean: 86.184, stddev: 1.140187, median: 86, ci: [85.07, 87.95], outliers: [] }],
    ['same', SAME, { mean: 80.77, stddev: 0.927086, median: 80.69, ci: [79.7, 81.95], outliers: [] }],
  ])('%s', (_, values, expected) => {
    const summary = summarise(values)!;
    expect(summary.n).toBe(10);
    expect(summary.mean).toBeCloseTo(expected.mean, 9);
    expect(summary.stddev).toBeCloseTo(expected.stddev, 6);
    expect(summary.median).toBeCloseTo(expected.median, 9);
    expect(summary.ci).toEqual(expected.ci);
    expect(summary.outliers).toEqual(expected.outliers);
    expect(summary.min).toBe(Math.min(...values));
    expect(summary.max).toBe(Math.max(...values));
  });

  it("agrees with benchstat's interval of six values", () => {
    expect(summarise([-10, 2, 3, 4, 5, 6])).toMatchObject({ median: 3.5, ci: [-10, 6] });
  });

  it('says nothing about the spread of one value, and nothing about none', () => {
    expect(summarise([5])).toEqual({
      n: 1,
      median: 5,
      mean: 5,
      stddev: null,
      min: 5,
      max: 5,
      p95: 5,
      ci: null,
      outliers: [],
    });
    expect(summarise([])).toBeNull();
  });

  it('is the same for any order of the values', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1e6 }), { minLength: 2, maxLength: 40, size: 'max' }),
        (values) => {
          expect(summarise([...values].reverse())).toMatchObject({
            median: summarise(values)!.median,
            ci: summarise(values)!.ci,
          });
        },
      ),
    );
  });
});

describe('tukeyOutliers', () => {
  it('keeps values on the fences', () => {
    expect(tukeyOutliers([0, 10, 10, 12, 14, 14, 20])).toEqual([0]);
    expect(tukeyOutliers([4, 10, 10, 12, 14, 14, 20])).toEqual([]);
  });
});

describe('medianInterval', () => {
  it.each([
    [5, null],
    [6, [1, 6]],
    [7, [1, 7]],
    [8, [1, 8]],
    [9, [2, 8]],
    [10, [2, 9]],
    [12, [3, 10]],
    [15, [4, 12]],
    [20, [6, 15]],
    [25, [8, 18]],
    [30, [10, 21]],
  ])('of %d values', (n, ranks) => expect(medianInterval(n)).toEqual(ranks));

  it('stays true where it turns from counting to the normal shape', () => {
    const counted = medianInterval(1000)!;
    const normal = medianInterval(1001)!;
    expect(Math.abs(counted[0] - normal[0])).toBeLessThanOrEqual(1);
    expect(medianInterval(1_000_000)).toEqual([499020, 500981]);
  });
});
