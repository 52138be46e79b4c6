/**
 * Initcalls, and other functions of the kernel, that its own text times: each becomes an event where it began. The trace keeps the
 * text alone, so this is decided whenever a timeline is built. A boot whose initcalls were marked by the monitor has them already.
 */
import type { FunctionEvent, TextEvent, TraceEvent } from '../../trace/event.js';
import { type FunctionLine, parseFunctionLine } from '../../trace/profile/function-lines.js';

/** The events with one for each function that a line of text says was called. Both are in order of time. */
export function withTextFunctions(events: readonly TraceEvent[]): readonly TraceEvent[] {
  const finder = new FunctionFinder();
  for (const event of events) {
    if (event.kind === 'function' && event.initcall) return events;
    if (event.kind === 'text' && event.channel !== 'monitor') finder.add(event);
  }
  const found = finder.finish();
  return found.length === 0 ? events : merge(events, found);
}

interface Call {
  readonly line: FunctionLine;
  readonly event: TextEvent;
}

class FunctionFinder {
  readonly #found: FunctionEvent[] = [];
  /** Calls that have not returned, by name. */
  readonly #open = new Map<string, Call>();
  /** The latest calls of each thread: an initcall, and a function inside it. */
  readonly #ofThread = new Map<number, readonly Call[]>();
  /** Returns by their whole line: a guest that prints its kernel's log once more says nothing new. */
  readonly #seen = new Set<string>();

  add(event: TextEvent): void {
    const line = parseFunctionLine(event.text);
    if (line === null) return;
    if (line.step === 'return') this.#return(line, event);
    else this.#call(line, event);
  }

  /** In order of time, with the calls that never returned. */
  finish(): readonly FunctionEvent[] {
    for (const { line, event } of this.#open.values())
      this.#found.push(functionEvent(line, event, event.timeNs, null));
    return this.#found.sort((a, b) => a.timeNs - b.timeNs);
  }

  #call(line: FunctionLine, event: TextEvent): void {
    if (this.#isSeen(event)) return;
    const { thread, kind, name } = line;
    if (thread !== null) {
      // A thread calls one initcall after another: the line on which the one before returned is lost.
      const before = this.#ofThread.get(thread) ?? [];
      const goesOn = before.filter((one) => kind === 'function' && one.line.kind === 'initcall');
      for (const one of before) {
        if (!goesOn.includes(one) && this.#open.get(one.line.name) === one) this.#open.delete(one.line.name);
      }
      const call = { line, event };
      this.#ofThread.set(thread, [...goesOn, call]);
      this.#open.set(name, call);
      return;
    }
    this.#open.set(name, { line, event });
  }

  #return(line: FunctionLine, event: TextEvent): void {
    if (this.#isSeen(event)) return;
    const call = this.#open.get(line.name);
    this.#open.delete(line.name);
    const durationNs = line.durationNs ?? (call === undefined ? null : event.timeNs - call.event.timeNs);
    if (durationNs === null) return;
    const startNs = call?.event.timeNs ?? Math.max(0, event.timeNs - durationNs);
    this.#found.push(functionEvent(line, event, startNs, durationNs));
  }

  /** Only a line with its time tells itself from another one. */
  #isSeen({ channel, timeNs, text }: TextEvent): boolean {
    if (channel !== 'kernel-log' && !text.includes('] ')) return false;
    const key = channel === 'kernel-log' ? `${timeNs} ${text}` : text;
    if (this.#seen.has(key)) return true;
    this.#seen.add(key);
    return false;
  }
}

function functionEvent(
  { kind, name }: FunctionLine,
  { line, vcpu }: TextEvent,
  timeNs: number,
  durationNs: number | null,
): FunctionEvent {
  return { kind: 'function', name, initcall: kind === 'initcall', timeNs, line, vcpu, durationNs };
}

/** Of the same time, a function stands behind what was there. */
function merge(events: readonly TraceEvent[], found: readonly FunctionEvent[]): readonly TraceEvent[] {
  const merged: TraceEvent[] = [];
  let next = 0;
  for (const event of events) {
    while (next < found.length && found[next]!.timeNs < event.timeNs) merged.push(found[next++]!);
    merged.push(event);
  }
  for (; next < found.length; next += 1) merged.push(found[next]!);
  return merged;
}
