/** The boots of a set that did not finish, by name and reason. */
import type { Timeline } from '../trace/timeline.js';
import { didNotFinish } from './count-metric.js';
import { placeOf } from './place.js';

/** Most boots that a message names. */
const MAX_NAMED = 20;

/** `boot 2, a.log:7 (crash); boot 5, a.log (timeout) and 3 more`; empty where all of them finished. */
export function nameFailed(timelines: readonly Timeline[]): string {
  const failed = timelines.filter(didNotFinish);
  const named = failed.slice(0, MAX_NAMED).map((timeline) => {
    const { stop, events } = timeline.boot;
    return `${placeOf(timeline, events.at(-1)?.line ?? null)} (${stop?.reason})`;
  });
  const more = failed.length > MAX_NAMED ? ` and ${failed.length - MAX_NAMED} more` : '';
  return `${named.join('; ')}${more}`;
}
