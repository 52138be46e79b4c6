import { expect, test } from 'vitest';
import { monotonicNs, toTraceResolution } from '../../../src/vmm/threads/clock.js';

test('the clock never goes back', () => {
  let last = monotonicNs();
  for (let round = 0; round < 1000; round++) {
    const now = monotonicNs();
    expect(now).toBeGreaterThanOrEqual(last);
    last = now;
  }
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
