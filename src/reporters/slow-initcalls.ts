/** Which initcalls of a boot are worth showing: the slowest, with what all of them took, and where samples saw them. */
import type { Nanoseconds } from '../trace/event.js';
import { type Initcall, initcallsOf } from '../trace/initcall.js';
import type { Timeline } from '../trace/timeline.js';
import type { Whereabouts } from '../trace/whereabouts.js';
import { shortText } from './short-text.js';
import { writeShare } from './time-text.js';

/** Those below this share of all initcalls explain nothing. */
const LEAST_SHARE = 0.005;

export interface TimedInitcall extends Initcall {
  readonly durationNs: Nanoseconds;
}

export interface SlowInitcalls {
  /** In order of time; the last may have no duration. */
  readonly all: readonly Initcall[];
  /** At least one, the slowest first. */
  readonly slowest: readonly TimedInitcall[];
  /** What all of them took together. */
  readonly wholeNs: Nanoseconds;
}

/** At most `most` of them; null when none was marked, or none has a duration. */
export function slowInitcalls({ events }: Pick<Timeline, 'events'>, most: number): SlowInitcalls | null {
  const all = initcallsOf(events);
  const timed = all.filter((one): one is TimedInitcall => one.durationNs !== null);
  const wholeNs = timed.reduce((sum, { durationNs }) => sum + durationNs, 0);
  const slowest = timed
    .toSorted((a, b) => b.durationNs - a.durationNs)
    .filter(({ durationNs }) => durationNs >= LEAST_SHARE * wholeNs)
    .slice(0, most);
  return slowest.length === 0 ? null : { all, slowest, wholeNs };
}

/** `itself 96.0 %` or `cryptomgr_test 91.2 %`; nothing when samples do not tell. */
export function describeWhereabouts(found: Whereabouts | null, { name }: Initcall): string {
  if (found === null) return '';
  const place = found.place === name ? 'itself' : shortText(found.place);
  return `${place} ${writeShare(found.samples, found.all)}`;
}
