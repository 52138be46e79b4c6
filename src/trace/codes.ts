/**
 * Codes and ranges of codes as people write them. On a command line a code is written as it is printed, `0x41`: a bare
 * number is refused, since 41 may be meant as 0x41 or as 0x29. Tables in YAML and JSON, where 64 is a number, take both.
 */
import { UsageError } from './errors.js';
import { formatCode } from './event.js';

export interface CodeRange {
  /** First and last code, inclusive. */
  readonly from: number;
  readonly to: number;
}

const CODE = /^0x([0-9a-f]{1,2})$/i;
/** A possible meaning of a code that was typed without `0x`. */
const BARE = /^(?:\d{1,3}|[0-9a-f]{2})$/i;
const DECIMAL = /^\d{1,3}$/;

/** 0x00 to 0xff, from hexadecimal with `0x` alone; null for anything else. */
export function parseCode(text: string): number | null {
  const [, digits] = CODE.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** As `parseCode`, and from decimal: for tables in YAML and JSON. */
export function parseTableCode(text: string): number | null {
  const word = text.trim();
  if (!DECIMAL.test(word)) return parseCode(word);
  return Number(word) <= 0xff ? Number(word) : null;
}

/** A code, or two joined by `-`; null when it is neither. The range may be inverted: that is for the caller to refuse. */
export function parseCodeRange(text: string): CodeRange | null {
  const [first, last, ...rest] = text.split('-');
  if (first === undefined || rest.length > 0) return null;
  const from = parseCode(first);
  const to = last === undefined ? from : parseCode(last);
  return from === null || to === null ? null : { from, to };
}

/**
 * The refusal of a code, or of two joined by `joint`, that lacks `0x`: it shows each way to read the numbers and how to type
 * it. Null when `text` is nothing of the kind. `where` holds `text` as it was typed: `--require 0x40,41`.
 */
export function refuseBareCode(text: string, where: string, joint: '-' | '..'): UsageError | null {
  const bare = text.trim();
  const words = bare.split(joint).map((word) => word.trim());
  if (words.length > 2 || !words.some((word) => BARE.test(word))) return null;
  const readings = readingsOf(words).map(({ codes, base }) => ({ written: codes.join(joint), base }));
  const [first, second] = readings;
  if (first === undefined) return null;
  const meaning =
    second === undefined
      ? `${bare} is ${first.written}`
      : `${bare} can be ${readings.map(({ written, base }) => `${written} (${base})`).join(' or ')}`;
  const steps = readings.map(({ written }) => withLast(where, bare, written));
  return new UsageError('bare-code', `${where}: write codes with 0x: ${meaning}`, steps);
}

function withLast(where: string, bare: string, written: string): string {
  const at = where.lastIndexOf(bare);
  return at < 0 ? written : `${where.slice(0, at)}${written}${where.slice(at + bare.length)}`;
}

interface BareReading {
  readonly codes: readonly string[];
  readonly base: 'hexadecimal' | 'decimal';
}

/** If both readings are equal, returns one of them; returns none if the text is not a code in either. */
function readingsOf(words: readonly string[]): readonly BareReading[] {
  const readings = [
    { codes: rewrite(words, (word) => parseCode(`0x${word}`)), base: 'hexadecimal' as const },
    { codes: rewrite(words, parseTableCode), base: 'decimal' as const },
  ];
  const known = readings.flatMap(({ codes, base }) => (codes === null ? [] : [{ codes, base }]));
  const distinct = new Set(known.map(({ codes }) => codes.join()));
  return distinct.size === 1 ? known.slice(0, 1) : known;
}

/** Null when one of the words is no code, read so. */
function rewrite(words: readonly string[], read: (word: string) => number | null): string[] | null {
  const codes = words.map((word) => parseCode(word) ?? read(word));
  return codes.every((code) => code !== null) ? codes.map(formatCode) : null;
}
