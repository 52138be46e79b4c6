/**
 * The kernel's initcalls: `do_one_initcall` of Linux calls one after another (init/main.c), and each entry to it is an
 * event of the trace. One lasts until the next begins, which is not quite what it took itself: whatever else ran on the
 * processor meanwhile is in it too.
 */
import type { Nanoseconds } from './event.js';

export interface Initcall {
  /** Of the function. Comes from the guest's memory: never trust it to be printable. */
  readonly name: string;
  /** Since zero. */
  readonly startNs: Nanoseconds;
  /** Up to what came next; null for the last when nothing did. */
  readonly durationNs: Nanoseconds | null;
  /** Of the virtual CPU that entered it; null when that is not known. */
  readonly vcpu: number | null;
}

/** Functions that the kernel calls between two levels of initcalls and behind the last: an initcall is over by then. */
const BOUNDARIES: ReadonlySet<string> = new Set([
  'parse_args',
  'free_initmem',
  'run_init_process',
  'begin_new_exec',
]);

/** What is looked at of an event, before or after classification; only lifecycle events have a phase. */
interface MaybeMark {
  readonly timeNs: Nanoseconds;
  readonly phase?: string;
  readonly name?: string | null;
  readonly vcpu?: number | null;
}

/** In order of time, as `events` are. */
export function initcallsOf(events: readonly MaybeMark[]): readonly Initcall[] {
  const marks = events.filter(isMark);
  return marks.flatMap(({ phase, name, timeNs, vcpu = null }, at) => {
    if (phase !== 'initcall') return [];
    const next = marks[at + 1];
    const durationNs = next === undefined ? null : next.timeNs - timeNs;
    return [{ name: name ?? '', startNs: timeNs, durationNs, vcpu }];
  });
}

function isMark({ phase, name }: MaybeMark): boolean {
  return phase === 'initcall' || (phase === 'function' && BOUNDARIES.has(name ?? ''));
}
