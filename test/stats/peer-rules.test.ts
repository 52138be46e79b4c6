import { describe, expect, it } from 'vitest';
import { BASE, NEW_JSON, OLD_JSON, SAME, SLOW } from './golden.js';
import {
  bencherLimits,
  benchmarkActionAlerts,
  cliffsDelta,
  firecrackerFlags,
  kataPasses,
  mean,
  meanInterval,
  medianDeviation,
  outlierScores,
  permutationP,
  populationDeviation,
  sampleDeviation,
  speedRatio,
  welch,
} from './peer-rules.js';

// Values of scipy 1.17.1.
describe.each([
  ['old_json', OLD_JSON, 1722.7, 21.09792, 20.015244, 11, [1707.607457, 1737.792543]],
  ['new_json', NEW_JSON, 1421.9, 10.503439, 9.964437, 5, [1414.386293, 1429.413707]],
  ['base', BASE, 82.161, 4.700356, 4.459149, 0.635, [78.798568, 85.523432]],
  ['slow', SLOW, 86.184, 1.140187, 1.081676, 0.76, [85.368359, 86.999641]],
  ['same', SAME, 80.77, 0.927086, 0.879511, 0.64, [80.106802, 81.433198]],
] as const)('%s', (_, values, center, sample, population, deviation, interval) => {
  it('has its mean, deviations and interval', () => {
    expect(mean(values)).toBeCloseTo(center, 9);
    expect(sampleDeviation(values)).toBeCloseTo(sample, 6);
    expect(populationDeviation(values)).toBeCloseTo(population, 6);
    expect(medianDeviation(values)).toBeCloseTo(deviation, 9);
    const [low, high] = meanInterval(values);
    expect(low).toBeCloseTo(interval[0], 5);
    expect(high).toBeCloseTo(interval[1], 5);
  });
});

describe.each([
  ['json', OLD_JSON, NEW_JSON, [40.3605911189, 13.2030603682, 3.20906e-15], 1.0825e-5, 1],
  ['base to slow', BASE, SLOW, [-2.630290023, 10.0555096426, 0.0250419787], 0.0130658815, -0.8],
  ['base to same', BASE, SAME, [0.9181401702, 9.6991889561, 0.380810427], 0.5823464461, 0.1],
] as const)('%s', (_, a, b, [t, df, p], permutation, cliff) => {
  it("has Welch's t, the exact permutation p, and Cliff's delta", () => {
    const found = welch(a, b);
    expect(found.t).toBeCloseTo(t, 8);
    expect(found.df).toBeCloseTo(df, 8);
    expect(Math.abs(found.p / p - 1)).toBeLessThan(1e-3);
    expect(Math.abs(permutationP(a, b) / permutation - 1)).toBeLessThan(1e-4);
    expect(cliffsDelta(a, b)).toBeCloseTo(cliff, 9);
  });
});

it("agrees with Go's own vectors", () => {
  const { t, df, p } = welch([2, 1, 3, 4], [6, 5, 7, 9]);
  expect([t, df]).toEqual([expect.closeTo(-3.9703446152, 9), expect.closeTo(5.5846153846, 9)]);
  expect(p).toBeCloseTo(0.00851286313, 8);
  const interval = meanInterval([-8, 2, 3, 4, 5, 6]);
  expect(interval[0]).toBeCloseTo(-3.351092806, 6);
  expect(interval[1]).toBeCloseTo(7.351092806, 6);
});

it("finds the outliers of hyperfine's own test and of the example", () => {
  const scores = outlierScores([0.5, 0.3, 0.29, 0.31, 0.3]);
  for (const [at, score] of [20, 0, -1, 1, 0].entries()) expect(scores[at]).toBeCloseTo(score, 9);
  const outliers = (values: readonly number[]) =>
    values.filter((_, at) => outlierScores(values)[at]! > 14.826);
  expect(outliers(BASE)).toEqual([95.4]);
  for (const values of [SLOW, SAME, OLD_JSON, NEW_JSON]) expect(outliers(values)).toEqual([]);
});

it("reaches bencher's published boundaries", () => {
  expect(bencherLimits.percentage([100], 0.1)).toBeCloseTo(110, 9);
  expect(bencherLimits.zScore(100, 10, 0.977)).toBeCloseTo(119.95, 2);
  expect(bencherLimits.tTest(100, 10, 25, 0.977)).toBeCloseTo(121.46, 2);
  expect(bencherLimits.iqr([90, 95, 100, 105, 110], 2)).toBeCloseTo(120, 9);
});

describe('the regression that they miss', () => {
  it('hyperfine: a ratio whose error covers no change, and a side script that exits with 0', () => {
    const { ratio, error } = speedRatio(BASE, SLOW);
    expect(ratio.toFixed(2)).toBe('1.05');
    expect(error.toFixed(2)).toBe('0.06');
    expect(welch(BASE, SLOW).p).toBeCloseTo(0.025, 3);
  });
  it('Firecracker: not significant at 1 %, and the mean moved by less than 5 %', () => {
    expect(permutationP(BASE, SLOW)).toBeCloseTo(0.0131, 4);
    expect((mean(SLOW) / mean(BASE) - 1) * 100).toBeCloseTo(4.9, 2);
    expect(firecrackerFlags(BASE, SLOW)).toBe(false);
  });
  it("Kata's bands of ten per cent, and github-action-benchmark's factor of two", () => {
    expect(kataPasses(SLOW, 82.2, 10)).toBe(true);
    expect(benchmarkActionAlerts(BASE, SLOW)).toBe(false);
  });
});
