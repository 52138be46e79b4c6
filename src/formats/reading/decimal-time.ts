/** Decimal numbers of logs → whole nanoseconds, digit by digit: no time of day passes through a 64-bit float. */
import type { Nanoseconds } from '../../trace/event.js';

/** `WHOLE.FRACTION` times 10^exponent, without passing through a float: digits beyond the nanosecond are cut. */
export function decimalToNs(whole: string, fraction: string, exponent: number): Nanoseconds {
  const digits = Math.min(fraction.length, exponent);
  return (
    Number(whole) * powerOfTen(exponent) + Number(fraction.slice(0, digits)) * powerOfTen(exponent - digits)
  );
}

/** Digits after a decimal point: their value as a whole number, and their count. */
export interface Fraction {
  readonly value: number;
  /** 1 to MAX_EXACT_DIGITS. */
  readonly digits: number;
}

/** A number with this many digits is exact. */
export const MAX_EXACT_DIGITS = 15;

/** The fraction of at least one digit; those beyond MAX_EXACT_DIGITS are cut. */
export function fractionOf(text: string): Fraction {
  const digits = Math.min(text.length, MAX_EXACT_DIGITS);
  return { value: Number(text.slice(0, digits)), digits };
}

/** Whole seconds and a fraction of one, cut to the nanosecond. */
export function secondsToNs(whole: number, { value, digits }: Fraction): Nanoseconds {
  const fractionNs =
    digits <= 9 ? value * powerOfTen(9 - digits) : Math.floor(value / powerOfTen(digits - 9));
  return whole * 1e9 + fractionNs;
}

const POWERS_OF_TEN = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9] as const;

function powerOfTen(exponent: number): number {
  return POWERS_OF_TEN[exponent] ?? 10 ** exponent;
}

/** A whole number of microseconds with or without commas between thousands; null beyond 2^53 ns (104 days). */
export function groupedMicrosToNs(text: string): Nanoseconds | null {
  const ns = Number(text.replaceAll(',', '')) * 1000;
  return Number.isSafeInteger(ns) ? ns : null;
}

/** A reading of a clock whose nanoseconds since its zero may not fit a number: only differences do. */
export interface ClockReading {
  readonly seconds: number;
  /** 0 to 999,999,999. */
  readonly nanos: number;
}

/** The reading `WHOLE.FRACTION`, both decimal digits. */
export function clockReading(whole: string, fraction: string): ClockReading {
  return { seconds: Number(whole), nanos: decimalToNs('0', fraction, 9) };
}

/** Time from one reading to another; negative when the second is the earlier one. */
export function elapsedNs(from: ClockReading, to: ClockReading): Nanoseconds {
  return (to.seconds - from.seconds) * 1e9 + (to.nanos - from.nanos);
}
