import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { afterPause } from '../../../../src/reporters/html/client/pause.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('acts once, when calls have ceased', () => {
  let acted = 0;
  const type = afterPause(() => {
    acted += 1;
  });
  type();
  vi.advanceTimersByTime(100);
  type();
  vi.advanceTimersByTime(100);
  expect(acted).toBe(0);
  vi.advanceTimersByTime(20);
  expect(acted).toBe(1);
  vi.advanceTimersByTime(1000);
  expect(acted).toBe(1);
});
