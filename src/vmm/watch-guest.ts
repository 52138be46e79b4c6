/** What the main thread does while vCPUs run: takes over their events, and sees to it that every run ends. */
import type { Nanoseconds } from '../trace/event.js';
import { monotonicNs, traceNsSince } from './threads/clock.js';
import type { MainControl } from './threads/control.js';
import type { Kicker } from './vcpus/vcpu-threads.js';

/** How often what the guest wrote is taken over; far below what a person notices. */
const DRAIN_INTERVAL_MS = 10;
/** vCPUs that have not left KVM_RUN for so long are looked at: they may have halted for good. */
const INSPECT_INTERVAL_MS = 100;

export interface WatchParts {
  readonly control: MainControl;
  readonly kicker: Kicker;
  readonly cpus: number;
  readonly zeroNs: bigint;
  /** Longest time from zero; null for no limit. */
  readonly timeoutNs: Nanoseconds | null;
  readonly signal: AbortSignal;
  readonly drain: () => void;
}

/** Begins to watch; `end` gives back every timer and listener. */
export function watchGuest(parts: WatchParts): { end: () => void } {
  const { control, kicker, signal, drain, zeroNs } = parts;
  const stop = (reason: 'timeout' | 'interrupted') => {
    // A timer may fire a little before its time.
    const leastNs = reason === 'timeout' ? (parts.timeoutNs ?? 0) : 0;
    control.requestStop(reason, Math.max(leastNs, traceNsSince(zeroNs)));
    kicker.kickUntilStopped();
  };
  const onAbort = () => stop('interrupted');
  const drainTimer = setInterval(drain, DRAIN_INTERVAL_MS);
  const inspectTimer = setInterval(createInspector(parts), INSPECT_INTERVAL_MS);
  const timeoutTimer =
    parts.timeoutNs === null
      ? undefined
      : setTimeout(() => stop('timeout'), msUntil(parts.zeroNs, parts.timeoutNs));
  signal.addEventListener('abort', onAbort);
  if (signal.aborted) onAbort();
  return {
    end() {
      clearInterval(drainTimer);
      clearInterval(inspectTimer);
      clearTimeout(timeoutTimer);
      signal.removeEventListener('abort', onAbort);
    },
  };
}

/** Kicks the vCPUs when none of them has exited since the last look; a busy machine is left alone. */
function createInspector({ control, kicker, cpus }: WatchParts): () => void {
  let last = -1;
  return () => {
    let exits = 0;
    for (let vcpu = 0; vcpu < cpus; vcpu++) exits += control.exits(vcpu);
    if (exits === last) {
      control.requestInspection();
      kicker.kickAll();
      // Each kick is an exit of its own.
      last = exits + cpus;
    } else {
      last = exits;
    }
  };
}

/** The most that a Node timer can wait. */
const MAX_TIMER_MS = 2 ** 31 - 1;

function msUntil(zeroNs: bigint, timeoutNs: Nanoseconds): number {
  const elapsedNs = Number(monotonicNs() - zeroNs);
  return Math.min(Math.max(0, (timeoutNs - elapsedNs) / 1e6), MAX_TIMER_MS);
}
