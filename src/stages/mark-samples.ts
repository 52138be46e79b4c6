/**
 * Codes and moments over several boots: the n-th occurrence of a code, or of a moment's key, is one mark, and every boot that
 * has it gives it a time.
 */
import { formatCode, MAX_CODE, type Nanoseconds } from '../trace/event.js';
import { isPoint, type TimedPoint, type Timeline } from '../trace/report/timeline.js';

/** What a mark is of. A code may have a name; a moment always has one, the first that was seen. */
export type MarkSubject =
  | { readonly code: number; readonly name: string | null }
  | { readonly key: string; readonly name: string };

export interface MarkSamples {
  readonly subject: MarkSubject;
  /** From 1. */
  readonly occurrence: number;
  /** Since zero, of the boots that have the mark. */
  readonly timesNs: readonly Nanoseconds[];
}

/** Later occurrences of a code or a moment in one boot are not marks: a storm of them has no use for a row each. */
export const MAX_OCCURRENCES = 1000;

/** By subject and occurrence: a number for a code, which are many, and a text for a moment. See `codeMark` and `momentMark`. */
export type MarkId = number | string;

/** Marks by their ids. */
export function collectMarks(timelines: readonly Timeline[]): ReadonlyMap<MarkId, MarkSamples> {
  const marks = new Map<MarkId, MarkSamples & { readonly timesNs: Nanoseconds[] }>();
  for (const { events } of timelines) {
    const codes = new Uint32Array(256);
    /** Moments, and codes of two bytes. */
    const others = new Map<string, number>();
    for (const event of events) {
      if (!isPoint(event)) continue;
      const occurrence =
        event.kind !== 'code'
          ? countUp(others, event.key)
          : event.code < codes.length
            ? ++codes[event.code]!
            : countUp(others, formatCode(event.code));
      if (occurrence > MAX_OCCURRENCES) continue;
      const id = event.kind === 'code' ? codeMark(event.code, occurrence) : momentMark(event.key, occurrence);
      const mark = marks.get(id);
      if (mark) mark.timesNs.push(event.timeNs);
      else marks.set(id, { subject: subjectOf(event), occurrence, timesNs: [event.timeNs] });
    }
  }
  return marks;
}

function countUp(counts: Map<string, number>, key: string): number {
  const count = (counts.get(key) ?? 0) + 1;
  counts.set(key, count);
  return count;
}

function subjectOf(point: TimedPoint): MarkSubject {
  return point.kind === 'code'
    ? { code: point.code, name: point.name }
    : { key: point.key, name: point.name };
}

/** One number for a code and its occurrence. */
export function codeMark(code: number, occurrence: number): number {
  return occurrence * (MAX_CODE + 1) + code;
}

/** One text for a moment's key and its occurrence. */
export function momentMark(key: string, occurrence: number): string {
  return `${occurrence} ${key}`;
}
