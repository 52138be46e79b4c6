/** Times in Cloud Hypervisor's JSON: Rust's Duration as serde writes it, `{"secs": 1, "nanos": 5}`. */
import type { Nanoseconds } from '../../trace/event.js';

export type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object; none for any other value. */
export function asFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

/** Null for anything but a duration of at most 2^53 ns. */
export function durationNs(value: unknown): Nanoseconds | null {
  const { secs, nanos } = asFields(value);
  if (!Number.isSafeInteger(secs) || !Number.isSafeInteger(nanos)) return null;
  const ns = (secs as number) * 1e9 + (nanos as number);
  return (secs as number) >= 0 && (nanos as number) >= 0 && Number.isSafeInteger(ns) ? ns : null;
}
