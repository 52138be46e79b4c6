/** How often the whole verdict errs where boots fail: the short form of `npm run simulate -- failures`, from a fixed seed. */
import { describe, expect, it } from 'vitest';
import { failureRounds, wilson } from './failure-rounds.js';

const ALPHA = 0.05;

describe.each(['hang', 'early reset'] as const)('boots that fail by %s', (failing) => {
  it.each([0, 0.05, 0.2])('alike on both sides, %d of them: the verdict fails at most alpha', (rate) => {
    const { failed, rounds } = failureRounds({
      rounds: 200,
      seed: 3,
      n: 10,
      failing,
      base: rate,
      head: rate,
    });
    expect(failed / rounds).toBeLessThanOrEqual(ALPHA);
  });

  // Shares of docs/outcomes.md, well rounded down.
  it.each([
    [10, 0.3, 0.05],
    [10, 0.6, 0.75],
    [20, 0.3, 0.6],
    [20, 0.6, 0.98],
  ])('%d a side, in head alone, %d of them: found, and never an improvement', (n, head, found) => {
    const { failed, improved, rounds } = failureRounds({ rounds: 60, seed: 3, n, failing, base: 0, head });
    expect(failed / rounds).toBeGreaterThan(found);
    expect(improved).toBe(0);
  });
});

it('the interval of Wilson is that of its paper', () => {
  // 81 of 263: Newcombe 1998, table I.
  const [low, high] = wilson(81, 263);
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(wilson(0, 20)[0]).toBe(0);
  expect(wilson(0, 20)[1]).toBeCloseTo(0.1611, 4);
});
