/** The one clock of a run: CLOCK_MONOTONIC, zero at the creation of the VM, the same in every thread. */
import type { Nanoseconds } from '../../trace/event.js';

/** CLOCK_MONOTONIC in nanoseconds; compares across threads. vCPU threads read it through `kvm/monotonic-clock.ts`. */
export function monotonicNs(): bigint {
  return process.hrtime.bigint();
}

/** The time since `zeroNs` as a trace has it. */
export function traceNsSince(zeroNs: bigint): Nanoseconds {
  return toTraceResolution(Number(monotonicNs() - zeroNs));
}

/**
 * A trace holds whole microseconds, the resolution of Cloud Hypervisor's log: so the log, the trace file and the
 * report of one run hold the same numbers, and an exit to user space costs more than that anyway.
 */
export function toTraceResolution(timeNs: Nanoseconds): Nanoseconds {
  return Math.max(0, Math.floor(timeNs / 1000) * 1000);
}
