import { describe, expect, test } from 'vitest';
import { parseRepeats, type RepeatFlags } from '../../../src/cli/flags/run-repeats.js';
import { neededRuns } from '../../../src/stats/compare.js';

const repeats = (flags: Partial<RepeatFlags>) => parseRepeats({ 'until-conclusive': false, ...flags });

describe('how often a guest is booted', () => {
  test('once when nothing is said, ten times a side in a comparison, after one warm-up', () => {
    expect(repeats({})).toEqual({ warmups: 0, looks: [1], hasSides: false });
    expect(repeats({ vs: '' })).toEqual({ warmups: 1, looks: [10], hasSides: true });
    // Every row that a boot of four stages can have, with the two ends and the monitor's own.
    expect(repeats({ vs: '' }).looks[0]).toBeGreaterThan(neededRuns(10, 0.05));
  });

  test('as often as is said', () => {
    expect(repeats({ runs: 20, warmup: 3 })).toEqual({ warmups: 3, looks: [20], hasSides: false });
    expect(repeats({ vs: '', runs: 5, warmup: 0 })).toEqual({ warmups: 0, looks: [5], hasSides: true });
  });

  test('until every row is settled, with the looks fixed beforehand', () => {
    const until = { vs: '', 'until-conclusive': true };
    expect(repeats(until).looks).toEqual([10, 20, 40]);
    expect(repeats({ ...until, runs: 5, 'max-runs': 50 }).looks).toEqual([5, 10, 20, 50]);
    expect(repeats({ ...until, 'max-runs': 8 }).looks).toEqual([8]);
  });

  test.each([[{ vs: '', 'until-conclusive': true, runs: 9, 'max-runs': 8 }, /less than the 9 of --runs/]])(
    '%j is refused',
    (flags, message) => {
      expect(() => repeats(flags)).toThrow(message);
    },
  );
});
