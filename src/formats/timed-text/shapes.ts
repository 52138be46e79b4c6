/** Ways in which programs print a time in front of a line of their own, from whatever zero: seconds with decimals, or a unit. */
import { type ClockReading, clockReading, decimalToNs } from '../reading/decimal-time.js';

/** A program's name or a level in front of the time: `[vm-init] `, `boot: `. */
const TAG = '(?:\\[[A-Za-z][\\w.-]{0,31}\\] {0,4}|[A-Za-z][\\w./-]{0,31}: {1,4})?';
/** Numbers of chapters have one decimal. */
const DECIMAL = '(?<whole>\\d{1,9})\\.(?<fraction>\\d{2,9})';
const NUMBER = '(?<whole>\\d{1,12})(?:\\.(?<fraction>\\d{1,9}))?';
const UNIT = '(?<unit>ns|us|µs|ms|s|sec)';
/** A line of words, not of more numbers. */
const WORDS = '(?=.{0,80}?[A-Za-z]{2})(?![\\d.]{1,20}(?:\\s|$))';

/** Each is one shape: the lines of a program have the same. */
const SHAPES: readonly RegExp[] = [
  new RegExp(`^${TAG}\\[ {0,12}\\+?${DECIMAL} ?(?<unit>s|sec)?\\]:? {0,4}${WORDS}`),
  new RegExp(`^${TAG}\\[ {0,12}\\+?${NUMBER} ?${UNIT}\\]:? {0,4}${WORDS}`),
  new RegExp(`^${TAG}\\( {0,12}\\+?${NUMBER} ?${UNIT}\\):? {0,4}${WORDS}`),
  new RegExp(`^ {0,12}(?:T?\\+)?${DECIMAL} ?${UNIT}?[:|]? {1,8}${WORDS}`),
  new RegExp(`^ {0,12}(?:T?\\+)?${NUMBER} ?${UNIT}[:|]? {1,8}${WORDS}`),
];

export type Shape = RegExp;

export interface ShapedLine {
  readonly time: ClockReading;
  /** The tag and what follows the time. */
  readonly text: string;
}

const EXPONENTS: Readonly<Record<string, number>> = { s: 9, sec: 9, ms: 6, us: 3, µs: 3, ns: 0 };
const MAX_HEAD = 192;
/** The thresholds for a log: the number of lines, their share of all lines, and the maximum share of falling times. */
const MIN_LINES = 3;
const MIN_PART = 0.5;
const MAX_FALLING = 0.2;

/** A line of this shape; null for another. */
export function readShape(shape: Shape, row: string): ShapedLine | null {
  const match = shape.exec(row.slice(0, MAX_HEAD));
  if (match === null) return null;
  const { whole = '0', fraction = '', unit = 's' } = match.groups ?? {};
  const ns = decimalToNs(whole, fraction, EXPONENTS[unit] ?? 9);
  if (!Number.isSafeInteger(ns)) return null;
  const time =
    EXPONENTS[unit] === 9
      ? clockReading(whole, fraction)
      : { seconds: Math.floor(ns / 1e9), nanos: ns % 1e9 };
  return { time, text: row.slice(match[0].length) };
}

/** The form of most lines of a text, with rising times; null if there is none. */
export function findShape(lines: readonly string[]): Shape | null {
  const words = lines.filter((line) => line.trim() !== '');
  for (const shape of SHAPES) {
    const times = words.flatMap((line) => {
      const found = readShape(shape, line);
      return found === null ? [] : [found.time.seconds + found.time.nanos / 1e9];
    });
    if (times.length < MIN_LINES || times.length < words.length * MIN_PART) continue;
    const falling = times.filter((time, index) => index > 0 && time < (times[index - 1] ?? 0)).length;
    if (falling <= times.length * MAX_FALLING && times.some((time) => time !== times[0])) return shape;
  }
  return null;
}
