/** How often the whole rule errs, by simulation: two sets of the same guest, and sets that differ by 5 %. */
import { describe, expect, it } from 'vitest';
import { compareSamples, DEFAULT_COMPARE } from '../../src/stats/compare.js';
import { bootTime, draw, type RandomSource, randomSource } from './random.js';

/** One boot: a time for every row. */
type BootOf = (random: RandomSource, at: number) => readonly number[];

/** Rows of a boot as they are met: log-normal of several widths, two humps, a coarse clock, ties. */
const SETUP: BootOf = (random) => [
  bootTime(random, 11, 0.05),
  bootTime(random, 9, 0.02),
  bootTime(random, random.uniform() < 0.5 ? 40 : 44, 0.01),
  bootTime(random, 80, 0.02),
  Math.round(bootTime(random, 20, 0.05) / 1e6) * 1e6,
  random.uniform() < 0.5 ? 0 : 1000,
];

function transpose(boots: readonly (readonly number[])[]): readonly (readonly number[])[] {
  return boots[0]!.map((_, row) => boots.map((boot) => boot[row]!));
}

const STRICT = { ...DEFAULT_COMPARE, relativeFloor: 0, absoluteFloor: 0 };

/** Share of comparisons of a guest with itself in which any row is called changed. */
function falseAlarms(
  rounds: number,
  n: number,
  boot: BootOf,
  { options = DEFAULT_COMPARE, turns = false } = {},
) {
  const random = randomSource(n);
  let alarms = 0;
  for (let round = 0; round < rounds; round++) {
    const all = Array.from({ length: 2 * n }, (_, at) => boot(random, at));
    // Interleaved as `run --vs` does: A B, B A, A B.
    const isBase = (at: number): boolean => (turns ? at % 4 === 0 || at % 4 === 3 : at < n);
    const base = transpose(all.filter((_, at) => isBase(at)));
    const head = transpose(all.filter((_, at) => !isBase(at)));
    const rows = compareSamples(
      base.map((values, row) => ({ base: values, head: head[row]! })),
      options,
    );
    if (rows.some(({ verdict }) => verdict === 'regression' || verdict === 'improvement')) alarms++;
  }
  return alarms / rounds;
}

describe('the same guest twice', () => {
  it('raises an alarm in at most alpha of 2,000 comparisons of ten boots', () => {
    expect(falseAlarms(2000, 10, SETUP)).toBeLessThanOrEqual(0.05);
  });

  it('does so by the test alone, without any floor', () => {
    // The level is used up nearly whole: 4.6 % of 9,000.
    expect(falseAlarms(2000, 10, SETUP, { options: STRICT })).toBeLessThanOrEqual(0.06);
  });

  it('and at the smallest number of boots that can have a verdict', () => {
    expect(falseAlarms(1000, 6, SETUP, { options: STRICT })).toBeLessThanOrEqual(0.05);
  });
});

describe('a host that drifts', () => {
  const drifting: BootOf = (random, at) => [bootTime(random, 80 * (1 + 0.003 * at), 0.02)];

  it('makes sets that were taken one after the other differ: no test can tell', () => {
    expect(falseAlarms(300, 10, drifting)).toBeGreaterThan(0.15);
  });

  it('makes no alarms when boots take turns', () => {
    expect(falseAlarms(300, 10, drifting, { turns: true })).toBeLessThanOrEqual(0.05);
  });
});

describe('a kernel that is 5 % slower', () => {
  /** Share of comparisons in which the row is a regression, among `SETUP`'s rows. */
  function found(n: number, sigma: number, rounds = 200): number {
    const random = randomSource(7);
    const boot = (factor: number) => [...SETUP(random, 0), bootTime(random, 80 * factor, sigma)];
    const hits = draw(rounds, (): number => {
      const base = transpose(draw(n, () => boot(1)));
      const head = transpose(draw(n, () => boot(1.05)));
      const rows = compareSamples(
        base.map((values, row) => ({ base: values, head: head[row]! })),
        DEFAULT_COMPARE,
      );
      return rows.at(-1)!.verdict === 'regression' ? 1 : 0;
    });
    return hits.reduce((a, b) => a + b) / rounds;
  }

  // Stated in docs/comparing.md, a little rounded down.
  it.each([
    [10, 0.01, 0.99],
    [10, 0.02, 0.9],
    [10, 0.03, 0.55],
    [20, 0.03, 0.95],
    [20, 0.05, 0.45],
  ])('of %d boots a side that vary by %d is found with a chance of %d', (n, sigma, chance) => {
    expect(found(n, sigma)).toBeGreaterThan(chance);
  });
});
