/**
 * The kernel's initcalls: `do_one_initcall` of Linux calls one after another (init/main.c). Where the monitor marked them, each entry
 * is an event of the trace, and one lasts until the next begins, which is not quite what it took itself: whatever else ran on the
 * processor meanwhile is in it too. Where the kernel's own text times them, and other functions, each lasts as long as that says.
 */
import type { FunctionEvent, Nanoseconds, TraceEvent } from '../event.js';

export interface Initcall {
  /** Of the function. Comes from the guest: never trust it to be printable. */
  readonly name: string;
  /** `function`: not an initcall, and timed by the same text. */
  readonly kind: 'initcall' | 'function';
  /** Since zero. */
  readonly startNs: Nanoseconds;
  /** Up to what came next, or as the text says; null for the last when nothing did, and for one that did not return. */
  readonly durationNs: Nanoseconds | null;
  /** Of the virtual CPU that entered it; null when that is not known. */
  readonly vcpu: number | null;
  /** The source of its time: marked entries, or the kernel's text. */
  readonly source: 'mark' | 'text';
}

/** Functions that the kernel calls between two levels of initcalls and behind the last: an initcall is over by then. */
const BOUNDARIES: ReadonlySet<string> = new Set([
  'parse_args',
  'free_initmem',
  'run_init_process',
  'begin_new_exec',
]);

/** An event, before or after classification: only functions are looked at. */
type AnyEvent = FunctionEvent | { readonly kind: Exclude<TraceEvent['kind'], 'function'> };

const isFunction = <Event extends AnyEvent>(event: Event): event is Event & FunctionEvent =>
  event.kind === 'function';

/** What a function is called wherever it has one word. */
export function functionWord({ initcall }: Pick<FunctionEvent, 'initcall'>): Initcall['kind'] {
  return initcall ? 'initcall' : 'function';
}

/** True of a function that a line of text told of: lists of events have the line already. */
export function isToldByText(event: AnyEvent): boolean {
  return isFunction(event) && event.durationNs !== undefined;
}

/** In order of time, as `events` are. */
export function initcallsOf(events: readonly AnyEvent[]): readonly Initcall[] {
  return [...initcallsByEvent(events).values()];
}

/** The same by the events that they are. */
export function initcallsByEvent<Event extends AnyEvent>(
  events: readonly Event[],
): ReadonlyMap<Event, Initcall> {
  const marks = events.filter(isFunction).filter(isMark);
  const found = new Map<Event, Initcall>();
  for (const [at, mark] of marks.entries()) {
    const { initcall, name, timeNs, vcpu, durationNs } = mark;
    if (durationNs !== undefined) {
      const kind = functionWord(mark);
      found.set(mark, { name, kind, startNs: timeNs, durationNs, vcpu, source: 'text' });
    } else if (initcall) {
      const next = marks[at + 1];
      const untilNext = next === undefined ? null : next.timeNs - timeNs;
      found.set(mark, {
        name,
        kind: 'initcall',
        startNs: timeNs,
        durationNs: untilNext,
        vcpu,
        source: 'mark',
      });
    }
  }
  return found;
}

function isMark({ initcall, name, durationNs }: FunctionEvent): boolean {
  return initcall || durationNs !== undefined || BOUNDARIES.has(name);
}
