/** Times for people: one unit for a whole table, so that columns can be compared at a glance. Times in sentences: `trace/duration.ts`. */
import type { Nanoseconds } from '../../trace/event.js';

export interface TimeUnit {
  readonly name: string;
  readonly ns: number;
}

/** The unit for times up to `largestNs`: microseconds below 1 ms, milliseconds below 100 s, seconds from there. */
export function pickUnit(largestNs: Nanoseconds, { unicode }: { readonly unicode: boolean }): TimeUnit {
  if (largestNs < 1e6) return { name: unicode ? 'µs' : 'us', ns: 1e3 };
  return largestNs < 100e9 ? { name: 'ms', ns: 1e6 } : { name: 's', ns: 1e9 };
}

/** Stands where the time of a stage would, when one of its ends was not seen. */
export const UNMEASURED = 'unmeasured';

/** The number alone, three decimals; empty for null. */
export function writeNumber(timeNs: Nanoseconds | null, unit: TimeUnit): string {
  return timeNs === null ? '' : (timeNs / unit.ns).toFixed(3);
}

/** `92.381 ms` */
export function writeTime(timeNs: Nanoseconds, unit: TimeUnit): string {
  return `${writeNumber(timeNs, unit)} ${unit.name}`;
}

/** The time of a ledger row: the number alone, or a word when the row was not measured. */
export function writeRowNumber(durationNs: Nanoseconds | null, unit: TimeUnit): string {
  return durationNs === null ? UNMEASURED : writeNumber(durationNs, unit);
}

/** `92.381 ms`, or a word when the row was not measured. */
export function writeRowTime(durationNs: Nanoseconds | null, unit: TimeUnit): string {
  return durationNs === null ? UNMEASURED : writeTime(durationNs, unit);
}

/** With its sign, also when it is positive; empty for null. */
export function writeDelta(timeNs: Nanoseconds | null, unit: TimeUnit): string {
  return timeNs === null ? '' : `${timeNs > 0 ? '+' : ''}${writeNumber(timeNs, unit)}`;
}

/** `27.4 %`; empty when the part is not known or the whole is nothing. */
export function writeShare(part: number | null, whole: number): string {
  return part !== null && whole > 0 ? `${((part / whole) * 100).toFixed(1)} %` : '';
}

/** A change in per cent with its sign and one decimal: `+6.6`, `0.0`; empty for null. */
export function writeChange(percent: number | null): string {
  if (percent === null) return '';
  const text = percent.toFixed(1);
  if (Number(text) === 0) return '0.0';
  return percent > 0 ? `+${text}` : text;
}
