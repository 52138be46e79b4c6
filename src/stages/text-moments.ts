/**
 * Moments that text names: a banner of a program that begins or ends a stage, where the guest itself writes no code there. The
 * trace keeps the text alone, and whether a code comes is known only at its end, so this is decided whenever a timeline is built.
 */
import { momentOfLine } from '../trace/banners.js';
import type { MomentEvent, TraceEvent } from '../trace/event.js';
import { boundaryOfMoment } from './classify.js';
import type { PointClassifier } from './classify-points.js';

interface KnownCodes {
  readonly classify: PointClassifier;
  /** 1 for each code that no one meant, in order; null where all count. */
  readonly noise: ArrayLike<number> | null;
}

/**
 * The events with a moment behind each line that is one. A boundary of which the boot has a code that counts, or a moment of the
 * same key, gets none, wherever in the boot it is.
 */
export function withTextMoments(
  events: readonly TraceEvent[],
  { classify, noise }: KnownCodes,
): readonly TraceEvent[] {
  const found = new Map<TraceEvent, MomentEvent>();
  for (const event of events) {
    const moment = event.kind === 'text' ? momentOfLine(event) : null;
    if (moment !== null) found.set(event, moment);
  }
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
    return moment === undefined || written.has(moment.key) || written.has(boundaryIn(moment))
      ? [event]
      : [event, moment];
  });
}

function endOf(stage: string, boundary: 'begin' | 'end'): string {
  return `${boundary} of ${stage}`;
}

function boundaryIn({ stage, key }: MomentEvent): string {
  return endOf(stage!, boundaryOfMoment(stage!, key)!);
}
