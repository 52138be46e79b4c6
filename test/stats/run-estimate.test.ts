import { describe, expect, it } from 'vitest';
import { compareSamples } from '../../src/stats/compare.js';
import { estimateNeeded, estimateNeededForShare, MAX_NEEDED } from '../../src/stats/run-estimate.js';
import { bootTime, draw, randomSource } from './random.js';

const QUESTION = {
  sizes: [10, 10],
  shift: 4,
  ci: [-2, 10],
  floor: 2,
  tests: 1,
  looks: 1,
  alpha: 0.05,
} as const;

describe('estimateNeeded', () => {
  it('follows the formula of a sample size at 80 % power', () => {
    // Error 12 / (2 * 1.96); ((1.96 + 0.8416) * error / 4)^2 * 10.
    expect(estimateNeeded(QUESTION)).toBe(46);
    expect(estimateNeeded({ ...QUESTION, tests: 5 })).toBe(69);
    expect(estimateNeeded({ ...QUESTION, shift: 0.5 })).toBe(327);
    // As large as the floor is large.
    expect(estimateNeeded({ ...QUESTION, floor: 4 })).toBe(46);
  });

  it('shares alpha between looks, and reads a wider interval as one', () => {
    // Error 12 / (2 * 2.5758); ((2.5758 + 0.8416) * error / 4)^2 * 10, and with 3.0902 for five tests.
    expect(estimateNeeded({ ...QUESTION, looks: 5 })).toBe(40);
    expect(estimateNeeded({ ...QUESTION, looks: 5, tests: 5 })).toBe(53);
  });

  it('counts unequal sides by their harmonic mean', () => {
    expect(estimateNeeded({ ...QUESTION, sizes: [5, 1000] })).toBe(46);
  });

  it('asks for more than there is, and never for more than anyone runs', () => {
    expect(estimateNeeded({ ...QUESTION, sizes: [60, 80] })).toBeGreaterThan(60);
    expect(estimateNeeded({ ...QUESTION, ci: [3.9, 4.1] })).toBe(11);
    expect(estimateNeeded({ ...QUESTION, ci: [4, 4] })).toBe(11);
    expect(estimateNeeded({ ...QUESTION, ci: [3, 3], floor: 4, shift: 3 })).toBe(11);
    expect(estimateNeeded({ ...QUESTION, floor: 0, shift: 0 })).toBe(MAX_NEEDED);
    expect(estimateNeeded({ ...QUESTION, floor: 3.001, shift: 3 })).toBe(MAX_NEEDED);
  });
});

describe('estimateNeededForShare', () => {
  const question = { n: 20, p: 0.05, tests: 2, looks: 1, alpha: 0.05 };
  it('follows the logarithm of p', () => {
    // 20 * ln(0.0125) / ln(0.05).
    expect(estimateNeededForShare(question)).toBe(30);
    expect(estimateNeededForShare({ ...question, looks: 5 })).toBe(40);
    expect(estimateNeededForShare({ ...question, p: 0.999 })).toBe(MAX_NEEDED);
  });
  it('has nothing to say of shares that do not differ', () =>
    expect(estimateNeededForShare({ ...question, p: 1 })).toBe(0));
});

it('so many runs settle most comparisons that were open', () => {
  const random = randomSource(3);
  const options = { alpha: 0.05, relativeFloor: 0.02, absoluteFloor: 0 };
  const sample = (n: number, factor: number) => draw(n, () => bootTime(random, 80 * factor, 0.03));
  let [open, settled] = [0, 0];
  for (let round = 0; round < 120; round++) {
    const [first] = compareSamples([{ base: sample(8, 1), head: sample(8, 1.04) }], options);
    if (first!.needed === null || first!.needed > 60) continue;
    open++;
    const [second] = compareSamples(
      [{ base: sample(first!.needed, 1), head: sample(first!.needed, 1.04) }],
      options,
    );
    if (second!.verdict === 'regression') settled++;
  }
  expect(open).toBeGreaterThan(20);
  expect(settled / open).toBeGreaterThan(0.7);
});
