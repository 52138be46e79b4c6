import { describe, expect, test } from 'vitest';
import { monotonicNs, RunClock, toTraceResolution } from '../../src/vmm/clock.js';

describe('the clock of a run', () => {
  test('agrees with the monotonic clock', () => {
    const zeroNs = monotonicNs() - 5_000_000n;
    const clock = new RunClock(zeroNs);
    for (let round = 0; round < 100; round++) {
      const beforeNs = Number(monotonicNs() - zeroNs);
      const nowNs = clock.nowNs();
      const afterNs = Number(monotonicNs() - zeroNs);
      expect(Number.isInteger(nowNs)).toBe(true);
      // The two are tied together within a few microseconds, and do not drift apart.
      expect(nowNs).toBeGreaterThan(beforeNs - 50_000);
      expect(nowNs).toBeLessThan(afterNs + 50_000);
    }
  });

  test('never goes back', () => {
    const clock = new RunClock(monotonicNs());
    let last = clock.nowNs();
    for (let round = 0; round < 10_000; round++) {
      const now = clock.nowNs();
      expect(now).toBeGreaterThanOrEqual(last);
      last = now;
    }
  });
});

test.each([
  [0, 0],
  [999, 0],
  [1000, 1000],
  [1_234_567_890, 1_234_567_000],
  [-1, 0],
  [-5000, 0],
])('%i ns are %i in a trace', (timeNs, expected) => {
  expect(toTraceResolution(timeNs)).toBe(expected);
});
