/**
 * The time at the end of a Cloud Hypervisor boot-code message. Every release prints whole seconds, a point and the
 * TOTAL microseconds (2.5 s is `2.2500000`), which reads as a decimal number only below one second.
 */
import type { Nanoseconds } from '../../trace/event.js';
import { type Fraction, secondsToNs } from '../reading/decimal-time.js';
import type { TimeFormat } from '../reading/format.js';

/** `plain`: below a second, where both readings agree. */
export type SecondsForm = 'plain' | 'total-micros' | 'decimal';

export interface TrailingTime {
  readonly ns: Nanoseconds;
  readonly form: SecondsForm;
}

/** Printed seconds: the number before the point, and the fraction after it. */
export interface PrintedSeconds extends Fraction {
  readonly whole: number;
}

const MICROS_PER_SECOND = 1_000_000;
/** Rust pads the fraction with zeros to this width. */
const PADDED_DIGITS = 6;

/** Time of `WHOLE.FRACTION seconds`; null when it is beyond 2^53 ns (104 days). */
export function decodeTrailingSeconds(seconds: PrintedSeconds, format: TimeFormat): TrailingTime | null {
  const { whole, value: micros, digits } = seconds;
  const isPadded = digits === PADDED_DIGITS;
  if (isPadded && whole === 0 && format !== 'decimal') return exact(micros * 1000, 'plain');
  const isTotal = isPadded || (digits > PADDED_DIGITS && micros >= 10 ** (digits - 1));
  const agrees = format === 'total-micros' || Math.floor(micros / MICROS_PER_SECOND) === whole;
  if (format !== 'decimal' && isTotal && agrees) return exact(micros * 1000, 'total-micros');
  return exact(secondsToNs(whole, seconds), 'decimal');
}

function exact(ns: Nanoseconds, form: SecondsForm): TrailingTime | null {
  return Number.isSafeInteger(ns) ? { ns, form } : null;
}
