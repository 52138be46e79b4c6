/** Fields of CSV: times in microseconds, and text that no spreadsheet takes for a formula and no terminal obeys. */
import type { Nanoseconds } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';

/** Microseconds with up to three decimals, exact; empty for null. */
export function micros(timeNs: Nanoseconds | null): string {
  if (timeNs === null) return '';
  const whole = Math.trunc(timeNs / 1000);
  const rest = Math.abs(timeNs - whole * 1000);
  if (rest === 0) return `${whole}`;
  const sign = timeNs < 0 ? '-' : '';
  return `${sign}${Math.abs(whole)}.${`${rest}`.padStart(3, '0').replace(/0+$/, '')}`;
}

/** Numbers as they are, up to nine decimals; empty for null. */
export function decimal(value: number | null): string {
  return value === null ? '' : value.toFixed(9).replace(/\.?0+$/, '');
}

/** What spreadsheets start a formula with, in ASCII and full width. */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/;

/** Text from outside, on one line; a quote in front keeps what looks like a formula text. */
export function safeText(text: string): string {
  const visible = printable(text);
  return FORMULA.test(visible) ? `'${visible}` : visible;
}
