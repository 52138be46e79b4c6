/** The clock of vCPU threads against Node's reading of the same clock. */
import { expect, test } from 'vitest';
import { Libc } from '../../src/vmm/kvm/libc.js';
import { MonotonicClock } from '../../src/vmm/kvm/monotonic-clock.js';
import { monotonicNs } from '../../src/vmm/threads/clock.js';

const libc = new Libc();

test.each([0n, 999_999_999n, 5_000_000_000n])('it is the monotonic clock, from %d ns before now', (agoNs) => {
  const zeroNs = monotonicNs() - agoNs;
  const clock = new MonotonicClock(libc, zeroNs);
  for (let round = 0; round < 1000; round++) {
    const beforeNs = Number(monotonicNs() - zeroNs);
    const nowNs = clock.nowNs();
    const afterNs = Number(monotonicNs() - zeroNs);
    expect(Number.isInteger(nowNs)).toBe(true);
    expect(nowNs).toBeGreaterThanOrEqual(beforeNs);
    expect(nowNs).toBeLessThanOrEqual(afterNs);
  }
});

test('two of them agree', () => {
  const zeroNs = monotonicNs();
  const [one, other] = [new MonotonicClock(libc, zeroNs), new MonotonicClock(libc, zeroNs)];
  const times = Array.from({ length: 1000 }, (_, at) => (at % 2 === 0 ? one : other).nowNs());
  expect(times).toEqual(times.toSorted((a, b) => a - b));
});
