/** Spans of time as systemd prints them: `1min 2.345s` (src/basic/time-util.c, `format_timespan`). */
import type { Nanoseconds } from '../../trace/event.js';
import { decimalToNs } from './decimal-time.js';

const UNIT = '\\d{1,12}(?:\\.\\d{1,9})?(?:y|month|w|d|h|min|s|ms|us|ns)';

/** A span, as part of a regular expression. */
export const SPAN = `(?:${UNIT}(?: ${UNIT}){0,8}|0)`;

const UNIT_NS: Readonly<Record<string, number>> = {
  y: 31_557_600e9,
  month: 2_629_800e9,
  w: 604_800e9,
  d: 86_400e9,
  h: 3600e9,
  min: 60e9,
  s: 1e9,
  ms: 1e6,
  us: 1e3,
  ns: 1,
};

/** Time of a span; null beyond 2^53 ns. */
export function spanNs(text: string): Nanoseconds | null {
  let ns = 0;
  for (const [, whole = '', fraction = '', unit = ''] of text.matchAll(/(\d+)(?:\.(\d+))?([a-z]+)/g)) {
    const unitNs = UNIT_NS[unit] ?? Number.NaN;
    ns += Number(whole) * unitNs + Math.round((decimalToNs('0', fraction, 9) / 1e9) * unitNs);
  }
  return Number.isSafeInteger(ns) ? ns : null;
}
