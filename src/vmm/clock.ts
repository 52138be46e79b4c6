/** The one clock of a run: CLOCK_MONOTONIC, zero at the creation of the VM, the same in every thread. */
import type { Nanoseconds } from '../trace/event.js';

/** CLOCK_MONOTONIC in nanoseconds; compares across threads. */
export function monotonicNs(): bigint {
  return process.hrtime.bigint();
}

const CALIBRATION_ROUNDS = 32;

/**
 * performance.now() is the cheapest clock to read and allocates nothing, but each thread has its own zero;
 * the tightest of several pairs of readings ties it to CLOCK_MONOTONIC.
 */
function offsetMs(zeroNs: bigint): number {
  let best = 0;
  let bestWidth = Number.POSITIVE_INFINITY;
  for (let round = 0; round < CALIBRATION_ROUNDS; round++) {
    const before = performance.now();
    const sinceZeroNs = Number(monotonicNs() - zeroNs);
    const after = performance.now();
    if (after - before < bestWidth) {
      bestWidth = after - before;
      best = (before + after) / 2 - sinceZeroNs / 1e6;
    }
  }
  return best;
}

/** Time since zero. One instance a thread. */
export class RunClock {
  readonly #offsetMs: number;

  /** @param zeroNs the VM's creation, as `monotonicNs` gave it */
  constructor(zeroNs: bigint) {
    this.#offsetMs = offsetMs(zeroNs);
  }

  nowNs(): Nanoseconds {
    return Math.round((performance.now() - this.#offsetMs) * 1e6);
  }
}

/**
 * A trace holds whole microseconds, the resolution of Cloud Hypervisor's log: so the log, the trace file and the
 * report of one run hold the same numbers, and an exit to user space costs more than that anyway.
 */
export function toTraceResolution(timeNs: Nanoseconds): Nanoseconds {
  return Math.max(0, Math.floor(timeNs / 1000) * 1000);
}
