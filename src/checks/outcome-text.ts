/** What became of a boot, in the words of a message. */
import type { Outcome } from '../trace/outcome.js';
import { isFinished, type Timeline } from '../trace/report/timeline.js';
import { placeOf } from './input-place.js';

/** Maximum number of characters of a detail in a message. */
const MAX_DETAIL = 300;

/** `failed, panic: Kernel panic - not syncing: ...`, or `unfinished: kernel began, but its end was not seen`. */
export function describeOutcome({ state, reason, detail }: Outcome): string {
  const word = state === 'failed' && reason !== 'start' ? `${state}, ${reason}` : state;
  if (detail === null) return word;
  return `${word}: ${detail.length > MAX_DETAIL ? `${detail.slice(0, MAX_DETAIL)}...` : detail}`;
}

/** Maximum number of boots that a message names. */
const MAX_NAMED = 20;

/** `boot 2, a.log:7 (failed, crash: triple fault); boot 5, a.log (interrupted) and 3 more` */
export function nameBoots(timelines: readonly Timeline[], why = ofOutcome): string {
  const named = timelines.slice(0, MAX_NAMED).map((timeline) => {
    const line = timeline.outcome.line ?? timeline.boot.events.at(-1)?.line ?? null;
    return `${placeOf(timeline, line)} (${why(timeline)})`;
  });
  const more = timelines.length > MAX_NAMED ? ` and ${timelines.length - MAX_NAMED} more` : '';
  return `${named.join('; ')}${more}`;
}

function ofOutcome({ outcome }: Timeline): string {
  return describeOutcome(outcome);
}

/** The boots that did not finish, with reasons; null when all finished. */
export function describeUnfinished(timelines: readonly Timeline[]): string | null {
  const broken = timelines.filter((timeline) => !isFinished(timeline));
  if (broken.length === 0) return null;
  const boots = timelines.length === 1 ? '1 boot' : `${timelines.length} boots`;
  return `${broken.length} of ${boots} did not finish: ${nameBoots(broken)}`;
}
