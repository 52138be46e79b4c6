/**
 * Codes and ranges of codes as people write them. On a command line a code is written as it is printed, `0x41`: a bare
 * number is refused, since 41 may be meant as 0x41 or as 0x29. Tables in YAML and JSON, where 64 is a number, take both.
 * Guests write one byte to the POST port. Cards and management controllers keep codes of two bytes.
 */
import { UsageError } from './errors.js';
import { formatCode, MAX_CODE } from './event.js';

export interface CodeRange {
  /** First and last code, inclusive. */
  readonly from: number;
  readonly to: number;
}

/** The code that a text is, or null. */
type CodeParser = (text: string) => number | null;

const CODE = /^0x([0-9a-f]{1,4})$/i;
const MAX_BYTE_LENGTH = '0xff'.length;
/** A possible meaning of a code that was typed without `0x`. Four letters, such as `face`, are a word. */
const BARE = /^(?:\d{1,5}|[0-9a-f]{2}|(?=[a-f]*\d)[0-9a-f]{4})$/i;
const DECIMAL = /^\d{1,5}$/;

/** 0x00 to MAX_CODE, from hexadecimal with `0x` alone; null for anything else. */
export function parseCode(text: string): number | null {
  const [, digits] = CODE.exec(text.trim()) ?? [];
  return digits === undefined ? null : Number.parseInt(digits, 16);
}

/** As `parseCode`, for what a guest or a mark writes: 0x00 to 0xff. */
export function parseByteCode(text: string): number | null {
  return text.trim().length <= MAX_BYTE_LENGTH ? parseCode(text) : null;
}

/** As `parseCode`, and from decimal: for tables in YAML and JSON. */
export function parseTableCode(text: string): number | null {
  const word = text.trim();
  return DECIMAL.test(word) ? decimalCode(word) : parseCode(word);
}

function decimalCode(digits: string): number | null {
  const code = Number(digits);
  return code <= MAX_CODE ? code : null;
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
 * it. Null when `text` is nothing of the kind. `where` holds `text` as it was typed: `--require 0x40,41`. `parse` is
 * `parseByteCode` where a code has one byte.
 */
export function refuseBareCode(
  text: string,
  where: string,
  joint: '-' | '..',
  parse: CodeParser = parseCode,
): UsageError | null {
  const bare = text.trim();
  const words = bare.split(joint).map((word) => word.trim());
  if (words.length > 2 || !words.some((word) => BARE.test(word))) return null;
  const readings = readingsOf(words, parse).map(({ codes, base }) => ({ written: codes.join(joint), base }));
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
function readingsOf(words: readonly string[], parse: CodeParser): readonly BareReading[] {
  const fromDecimal = (word: string): number | null => {
    const code = parseTableCode(word);
    return code === null ? null : parse(formatCode(code));
  };
  const readings = [
    { codes: rewrite(words, parse, (word) => parse(`0x${word}`)), base: 'hexadecimal' as const },
    { codes: rewrite(words, parse, fromDecimal), base: 'decimal' as const },
  ];
  const known = readings.flatMap(({ codes, base }) => (codes === null ? [] : [{ codes, base }]));
  const distinct = new Set(known.map(({ codes }) => codes.join()));
  return distinct.size === 1 ? known.slice(0, 1) : known;
}

/** Null when one of the words is no code, read so. */
function rewrite(words: readonly string[], parse: CodeParser, readBare: CodeParser): string[] | null {
  const codes = words.map((word) => parse(word) ?? readBare(word));
  return codes.every((code) => code !== null) ? codes.map(formatCode) : null;
}
