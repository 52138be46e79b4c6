/**
 * Which initcalls of a boot, and other functions that its kernel times, are worth showing: the slowest, with what all of them took,
 * where samples saw them, and those that never returned.
 */
import type { Nanoseconds } from '../../trace/event.js';
import { type Initcall, initcallsOf } from '../../trace/profile/initcall.js';
import type { Whereabouts } from '../../trace/profile/whereabouts.js';
import type { Timeline } from '../../trace/report/timeline.js';
import { counted } from './ledger-words.js';
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
  /** The slowest first; empty only where one did not return. */
  readonly slowest: readonly TimedInitcall[];
  /** What all of them took together: a time in which several ran counts once. */
  readonly wholeNs: Nanoseconds;
  /** Those that the text says were called and not that they returned: where a kernel that hangs is. */
  readonly unreturned: readonly Initcall[];
}

/** At most `most` of them; null when none is known, or nothing of how long one took. */
export function slowInitcalls({ events }: Pick<Timeline, 'events'>, most: number): SlowInitcalls | null {
  const all = initcallsOf(events);
  const timed = all.filter((one): one is TimedInitcall => one.durationNs !== null);
  const wholeNs = unionNs(timed);
  const slowest = timed
    .toSorted((a, b) => b.durationNs - a.durationNs)
    .filter(({ durationNs }) => durationNs >= LEAST_SHARE * wholeNs)
    .slice(0, most);
  const unreturned = all.filter(({ source, durationNs }) => source === 'text' && durationNs === null);
  return slowest.length === 0 && unreturned.length === 0 ? null : { all, slowest, wholeNs, unreturned };
}

/** @param timed in order of time */
function unionNs(timed: readonly TimedInitcall[]): Nanoseconds {
  let wholeNs = 0;
  let coveredNs = Number.NEGATIVE_INFINITY;
  for (const { startNs, durationNs } of timed) {
    const endNs = startNs + durationNs;
    wholeNs += Math.max(0, endNs - Math.max(startNs, coveredNs));
    coveredNs = Math.max(coveredNs, endNs);
  }
  return wholeNs;
}

/** `571 initcalls took 279 ms, ...`: the kind of calls, and the meaning of their times. */
export function describeInitcalls({ all }: SlowInitcalls, whole: string): string {
  const initcalls = all.filter(({ kind }) => kind === 'initcall').length;
  const others = all.length - initcalls;
  const parts = [
    ...(initcalls > 0 ? [counted(initcalls, 'initcall')] : []),
    ...(others > 0 ? [counted(others, initcalls > 0 ? 'other function' : 'function')] : []),
  ];
  const isOfText = all.some(({ source }) => source === 'text');
  const how = isOfText
    ? 'as printed by the kernel; nested initcalls count once'
    : 'each includes other work until the next one began';
  return `${parts.join(' and ')} took ${whole}, ${how}`;
}

/** More names than these say no more. */
const MOST_NAMED = 5;

/** `acpi_init, called at 1.000 ms, did not return`; null where all did. */
export function describeUnreturned(
  { unreturned }: SlowInitcalls,
  write: (timeNs: Nanoseconds) => string,
): string | null {
  if (unreturned.length === 0) return null;
  const latest = unreturned.slice(-MOST_NAMED);
  const names = latest.map(({ name, startNs }) => `${shortText(name)}, called at ${write(startNs)}`);
  const more = unreturned.length - latest.length;
  return `did not return: ${names.join('; ')}${more > 0 ? `; and ${more} before` : ''}`;
}

/** `itself 96.0 %` or `cryptomgr_test 91.2 %`; empty if samples do not show it. */
export function describeWhereabouts(found: Whereabouts | null, { name }: Initcall): string {
  if (found === null) return '';
  const place = found.place === name ? 'itself' : shortText(found.place);
  return `${place} ${writeShare(found.samples, found.all)}`;
}
