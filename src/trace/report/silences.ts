/**
 * The longest times in which a boot printed nothing: between two lines of text that follow each other. Only of boots that their text
 * tells of: where codes came through a port, those say where the time went.
 */
import { type Nanoseconds, NO_PORT } from '../event.js';
import { isSummed, type TimedText, type Timeline } from './timeline.js';

export interface Silence {
  /** Row of the ledger in which it begins; null behind the last. */
  readonly row: string | null;
  readonly startNs: Nanoseconds;
  readonly durationNs: Nanoseconds;
  readonly after: SilentLine;
  readonly before: SilentLine;
}

export interface SilentLine {
  readonly line: number | null;
  /** The beginning of the line. Comes from a guest: never trust it to be printable. */
  readonly text: string;
}

/** Longest text that is kept of a line. */
const MAX_TEXT = 200;
/** Of each row of the ledger. */
const MOST_PER_ROW = 3;
/** Shorter ones say nothing, or are how long a line takes. */
const LEAST_NS = 10_000_000;

/** The longest first, at most three per row of the ledger. */
export function silencesOf({ events, ledger }: Pick<Timeline, 'events' | 'ledger'>): readonly Silence[] {
  if (events.some((event) => event.kind === 'code' && event.port !== NO_PORT && !event.noise)) return [];
  const rows = ledger.filter(isSummed);
  const longest = new Map<string | null, Silence[]>();
  let latest: TimedText | null = null;
  let at = 0;
  for (const event of events) {
    if (event.kind !== 'text' || event.channel === 'monitor') continue;
    const durationNs = latest === null ? 0 : event.timeNs - latest.timeNs;
    if (latest !== null && durationNs >= LEAST_NS) {
      while (at < rows.length && rows[at]!.endNs <= latest.timeNs) at += 1;
      const row = rows[at]?.name ?? null;
      const one = { row, startNs: latest.timeNs, durationNs, after: lineOf(latest), before: lineOf(event) };
      longest.set(row, [...(longest.get(row) ?? []), one].sort(byLength).slice(0, MOST_PER_ROW));
    }
    latest = event;
  }
  return [...longest.values()].flat().sort(byLength);
}

function byLength(a: Silence, b: Silence): number {
  return b.durationNs - a.durationNs || a.startNs - b.startNs;
}

function lineOf({ line, text }: TimedText): SilentLine {
  return { line, text: text.slice(0, MAX_TEXT) };
}
