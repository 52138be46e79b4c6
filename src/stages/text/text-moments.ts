/**
 * Moments that text names: a banner of a program that begins or ends a stage, where the guest itself writes no code there, and
 * lines from inside a stage. The trace keeps the text alone, and whether a code comes is known only at its end, so this is decided
 * whenever a timeline is built.
 */
import type { MomentEvent, TraceEvent } from '../../trace/event.js';
import { countsOnce, momentOfLine } from '../../trace/line-moments.js';
import { boundaryOfMoment } from '../classify.js';
import type { PointClassifier } from '../classify-points.js';

/** The moment of each line that is one, in order. */
export type TextMoments = ReadonlyMap<TraceEvent, MomentEvent>;

interface KnownCodes {
  readonly classify: PointClassifier;
  /** 1 for each code that no one meant, in order; null where all count. */
  readonly noise: ArrayLike<number> | null;
}

/** What each line of a boot is, whether or not its guest also writes a code there. */
export function findTextMoments(events: readonly TraceEvent[]): TextMoments {
  const found = new Map<TraceEvent, MomentEvent>();
  const once = new Set<string>();
  for (const event of events) {
    const moment = event.kind === 'text' ? momentOfLine(event) : null;
    if (moment === null || once.has(moment.key)) continue;
    if (countsOnce(moment.key)) once.add(moment.key);
    found.set(event, moment);
  }
  return found;
}

/**
 * The events with a moment behind each line that is one. A boundary of which the boot has a code that counts, or a moment of the
 * same key, gets none, wherever in the boot it is.
 */
export function withTextMoments(
  events: readonly TraceEvent[],
  found: TextMoments,
  { classify, noise }: KnownCodes,
): readonly TraceEvent[] {
  if (found.size === 0) return events;
  const written = new Set<string>();
  let nextCode = 0;
  for (const event of events) {
    if (event.kind === 'moment') written.add(event.key);
    if (event.kind !== 'code' || noise?.[nextCode++] === 1) continue;
    const { stage, boundary } = classify.code(event);
    if (boundary !== null) written.add(endOf(stage, boundary));
  }
  return events.flatMap((event) => {
    const moment = found.get(event);
    return moment === undefined || written.has(moment.key) || isWritten(moment, written)
      ? [event]
      : [event, moment];
  });
}

function endOf(stage: string, boundary: 'begin' | 'end'): string {
  return `${boundary} of ${stage}`;
}

/** Whether the guest wrote the code of the boundary that the moment is; never of a moment from inside a stage. */
function isWritten({ stage, key }: MomentEvent, written: ReadonlySet<string>): boolean {
  const boundary = boundaryOfMoment(stage!, key);
  return boundary !== null && written.has(endOf(stage!, boundary));
}
