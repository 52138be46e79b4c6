import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { monotonicNs } from '../../src/vmm/threads/clock.js';
import { Control } from '../../src/vmm/threads/control.js';
import { type WatchParts, watchGuest } from '../../src/vmm/watch-guest.js';

const MS = 1e6;

/** What the watch asks of the kicker, counted. */
function countingKicker() {
  const counts = { all: 0, untilStopped: 0 };
  const kicker = { kickAll: () => counts.all++, kickUntilStopped: () => counts.untilStopped++ };
  return { counts, kicker: kicker as unknown as WatchParts['kicker'] };
}

describe('the watch over a run', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout'] });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  function start(changes: Partial<WatchParts> = {}) {
    const control = new Control(Control.allocate(2));
    const { counts, kicker } = countingKicker();
    let drains = 0;
    const abort = new AbortController();
    const watch = watchGuest({
      control,
      kicker,
      cpus: 2,
      zeroNs: monotonicNs(),
      timeoutNs: null,
      signal: abort.signal,
      drain: () => drains++,
      ...changes,
    });
    return { control, counts, abort, watch, drains: () => drains };
  }

  test('takes over events every 10 ms, until it ends', () => {
    const { watch, drains } = start();
    vi.advanceTimersByTime(100);
    expect(drains()).toBe(10);
    watch.end();
    vi.advanceTimersByTime(100);
    expect(drains()).toBe(10);
    expect(vi.getTimerCount()).toBe(0);
  });

  test('stops the run at its timeout, counted from zero', () => {
    const { control, counts } = start({ timeoutNs: 500 * MS, zeroNs: monotonicNs() - BigInt(300 * MS) });
    vi.advanceTimersByTime(190);
    expect(control.stopReason).toBeNull();
    vi.advanceTimersByTime(10);
    expect(control.stopReason).toBe('timeout');
    expect(counts.untilStopped).toBe(1);
  });

  test('stops at once when the timeout is over, and never without one', () => {
    const late = start({ timeoutNs: 1 * MS, zeroNs: monotonicNs() - BigInt(5 * MS) });
    vi.advanceTimersByTime(1);
    expect(late.control.stopReason).toBe('timeout');
    const endless = start();
    vi.advanceTimersByTime(10_000);
    expect(endless.control.stopReason).toBeNull();
  });

  test('waits for months when asked to, longer than a timer can', async () => {
    vi.useRealTimers();
    const { control, watch } = start({ timeoutNs: 90 * 24 * 3600e9 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    watch.end();
    expect(control.stopReason).toBeNull();
  });

  test('stops the run at an abort, also one that came before', () => {
    const { control, counts, abort } = start();
    abort.abort();
    expect([control.stopReason, counts.untilStopped]).toEqual(['interrupted', 1]);
    expect(start({ signal: AbortSignal.abort() }).control.stopReason).toBe('interrupted');
  });

  test('hears no abort after its end', () => {
    const { control, abort, watch } = start();
    watch.end();
    abort.abort();
    expect(control.stopReason).toBeNull();
  });

  test('looks at vCPUs that have not exited for 100 ms, and leaves busy ones alone', () => {
    const { control, counts } = start();
    control.countExit(0);
    vi.advanceTimersByTime(100);
    expect(counts.all).toBe(0);
    vi.advanceTimersByTime(100);
    expect(counts.all).toBe(1);
    // The kicks themselves are exits, one of each vCPU: still quiet.
    control.countExit(0);
    control.countExit(1);
    vi.advanceTimersByTime(100);
    expect(counts.all).toBe(2);
    for (let exit = 0; exit < 5; exit++) control.countExit(1);
    vi.advanceTimersByTime(100);
    expect(counts.all).toBe(2);
  });
});
