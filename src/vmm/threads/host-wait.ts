/**
 * How long a thread was ready to run and waited for a processor of the host, as Linux counts it: the second number of
 * /proc/PID/task/TID/schedstat (Documentation/scheduler/sched-stats.rst).
 */
import { readFileSync, readlinkSync } from 'node:fs';
import type { Nanoseconds } from '../../trace/event.js';

/** A thread and how long it had waited when it said so. */
export interface WaitingThread {
  /** Its folder in /proc: `123/task/456`. */
  readonly task: string;
  readonly waitedNs: Nanoseconds;
}

/** Of the calling thread; null where the kernel does not count. */
export function ownWait(): WaitingThread | null {
  try {
    const task = readlinkSync('/proc/thread-self');
    const waitedNs = waitOf(task);
    return waitedNs === null ? null : { task, waitedNs };
  } catch {
    return null;
  }
}

/** How long a thread has waited since `before`, for as long as it lives; null where that is not known. */
export function waitedSince(before: WaitingThread | null): Nanoseconds | null {
  const now = before === null ? null : waitOf(before.task);
  return now === null || before === null ? null : Math.max(0, now - before.waitedNs);
}

function waitOf(task: string): Nanoseconds | null {
  try {
    return parseWait(readFileSync(`/proc/${task}/schedstat`, 'latin1'));
  } catch {
    return null;
  }
}

/** Nanoseconds of a line of schedstat: time on a processor, time of waiting for one, number of stays. */
export function parseWait(text: string): Nanoseconds | null {
  const waited = /^\d+ (\d{1,15}) \d+$/.exec(text.trimEnd())?.[1];
  return waited === undefined ? null : Number(waited);
}
