/** Codes over several boots: the n-th occurrence of a code is one mark, and every boot that has it gives it a time. */
import type { Nanoseconds } from '../trace/event.js';
import type { Timeline } from '../trace/timeline.js';

export interface MarkSamples {
  readonly code: number;
  /** From 1. */
  readonly occurrence: number;
  /** Since zero, of the boots that have the mark. */
  readonly timesNs: readonly Nanoseconds[];
}

/** Later occurrences of a code in one boot are not marks: a storm of codes has no use for a row each. */
export const MAX_OCCURRENCES = 1000;

/** Marks by code and occurrence, as one number: see `markKey`. */
export function collectMarks(timelines: readonly Timeline[]): ReadonlyMap<number, MarkSamples> {
  const marks = new Map<number, { code: number; occurrence: number; timesNs: Nanoseconds[] }>();
  for (const { events } of timelines) {
    const seen = new Uint32Array(256);
    for (const event of events) {
      if (event.kind !== 'code' || event.noise) continue;
      const { code, timeNs } = event;
      const occurrence = ++seen[code & 0xff]!;
      if (occurrence > MAX_OCCURRENCES) continue;
      const key = markKey(code, occurrence);
      const mark = marks.get(key);
      if (mark) mark.timesNs.push(timeNs);
      else marks.set(key, { code, occurrence, timesNs: [timeNs] });
    }
  }
  return marks;
}

/** One number for a code and its occurrence. */
export function markKey(code: number, occurrence: number): number {
  return occurrence * 256 + code;
}
