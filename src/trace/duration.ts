/**
 * Times as people type them, in flags and in configuration files, and as messages show them. The grammar is in
 * docs/reference.md: a decimal number and its unit, always both. Times of logs are not typed: `formats` reads those.
 */
import { UsageError } from './errors.js';
import type { Nanoseconds } from './event.js';

const UNITS_NS: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  // The micro sign, and the Greek letter that looks like it.
  ['\u00b5s', 1_000n],
  ['\u03bcs', 1_000n],
  ['ms', 1_000_000n],
  ['s', 1_000_000_000n],
  ['m', 60_000_000_000n],
]);

const NUMBER = /^(?:\d{1,20}(?:\.\d{1,30})?|\.\d{1,30})$/;
const DURATION = /^(\d{0,20})(?:\.(\d{1,30}))?\s*(ns|us|\u00b5s|\u03bcs|ms|s|m)$/;

const UNITS_TEXT = 'ns, us, ms, s or m';

export interface DurationBounds {
  /** True: a time that comes to 0 ns is refused too. */
  readonly aboveZero?: boolean;
  /** Longest time; what a number holds exactly when left out, about 104 days. */
  readonly mostNs?: Nanoseconds;
}

/**
 * Nanoseconds of a number with a unit, computed without floating point and rounded to the nearest one.
 * `flag` says whose the time is, in words that a time can follow (`--timeout`, `--max kernel=`).
 * @throws UsageError `bad-time` for anything else, and for a time out of bounds
 */
export function parseDuration(text: string, flag: string, bounds: DurationBounds = {}): Nanoseconds {
  const { aboveZero = false, mostNs = Number.MAX_SAFE_INTEGER } = bounds;
  const trimmed = text.trim();
  const timeNs = nanosecondsOf(trimmed);
  if (timeNs === null) throw refuse(text, flag, NUMBER.test(trimmed) ? trimmed : null);
  if (aboveZero && timeNs === 0n) throw outOfBounds(text, flag, 'the time must be above zero');
  if (timeNs > BigInt(mostNs)) throw outOfBounds(text, flag, `the longest time is ${writeSeconds(mostNs)}`);
  return Number(timeNs);
}

function nanosecondsOf(text: string): bigint | null {
  const [, whole = '', fraction = '', name = ''] = DURATION.exec(text) ?? [];
  const unitNs = UNITS_NS.get(name);
  if (unitNs === undefined || whole + fraction === '') return null;
  const scaled = BigInt(whole + fraction) * unitNs;
  const divisor = 10n ** BigInt(fraction.length);
  return (2n * scaled + divisor) / (2n * divisor);
}

/** `bare` is the number that has no unit, or null where it is not even that. */
function refuse(text: string, flag: string, bare: string | null): UsageError {
  const join = flag.endsWith('=') ? '' : ' ';
  if (bare === null) {
    const message = `${flag}${join}${JSON.stringify(text)}: a time is a number with a unit (${UNITS_TEXT})`;
    return new UsageError('bad-time', message, [`${flag}${join}60s`, `${flag}${join}1.5ms`]);
  }
  const message = `${flag}${join}${bare}: the unit of the time is missing: ${bare}s is seconds, ${bare}ms is milliseconds`;
  return new UsageError('bad-time', message, [`${flag}${join}${bare}s`, `${flag}${join}${bare}ms`]);
}

function outOfBounds(text: string, flag: string, limit: string): UsageError {
  return new UsageError('bad-time', `${flag}${flag.endsWith('=') ? '' : ' '}${text}: ${limit}`);
}

/**
 * `12.345`: milliseconds with three decimals, without their unit, for sentences and lists about what was measured. A message
 * that a person may compute with, or a limit, has all decimals of its time: `writeDuration`. A flag to type has `typeDuration`.
 * A report has one unit for a whole table: `reporters/words/time-text.ts`.
 */
export function milliseconds(timeNs: Nanoseconds): string {
  return (timeNs / 1e6).toFixed(3);
}

/** Milliseconds as a number that is exact to the nanosecond. */
export function toMilliseconds(timeNs: Nanoseconds): number {
  return Number((timeNs / 1e6).toFixed(6));
}

/** `12.345678 ms`, `500 ms`: with as many decimals as the time has, at most 6. */
export function writeDuration(timeNs: Nanoseconds): string {
  return `${toMilliseconds(timeNs)} ms`;
}

/** `60 s`, `0.5 s`: for limits, which people give in seconds. */
export function writeSeconds(timeNs: Nanoseconds): string {
  return `${timeNs / 1e9} s`;
}

/** A time as it would be typed, in the largest unit up to a second that makes it a whole number: `1500ms`. */
export function typeDuration(timeNs: Nanoseconds): string {
  const unit = ['s', 'ms', 'us'].find((name) => timeNs % Number(UNITS_NS.get(name)) === 0) ?? 'ns';
  return `${timeNs / Number(UNITS_NS.get(unit))}${unit}`;
}
