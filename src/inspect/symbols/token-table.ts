/**
 * Finds the token table of Linux's kallsyms in RAM: 256 strings, by which symbol names are shortened, and behind them
 * the 256 places of these strings (scripts/kallsyms.c). It names no address, but nothing else looks like it.
 */
import { type RamRegion, viewOf } from '../guest-bytes.js';

export interface TokenTable {
  readonly region: RamRegion;
  /** Offsets in the region: of the table, of its index, and behind the index. */
  readonly start: number;
  readonly indexStart: number;
  readonly end: number;
  /** The string for each code. */
  readonly tokens: readonly string[];
}

const TOKENS = 256;
/** The digits' codes stand for the digits themselves, since every kernel has names with all of them. */
const NEEDLE = Buffer.from([...'0123456789'].map((digit) => `${digit}\0`).join(''), 'latin1');
const FIRST_IN_NEEDLE = 0x30;
/** The index has 16 bits for each place. */
const MAX_TABLE_BYTES = 0x10000;
/** KSYM_NAME_LEN: no part of a name is longer than a name. */
const MAX_TOKEN = 512;
/** Limits the work when hostile memory is full of copies of the needle. */
const MAX_CANDIDATES = 1000;

/** Every token table whose digits are in the region from `from` to `to` (offsets), in order. Reads each byte once, and little more. */
export function* findTokenTables(region: RamRegion, from: number, to: number): Generator<TokenTable> {
  let seen = 0;
  for (const place of findNeedles(region.bytes, from, to)) {
    const table = readTokenTable(region, place);
    if (table !== null) yield table;
    seen += 1;
    if (seen === MAX_CANDIDATES) return;
  }
}

/** Before Node 26, Buffer.indexOf gives wrong offsets from 2 GiB on, so it gets at most this size at a time. */
const SEARCHED = 2 ** 30;

function* findNeedles(bytes: Uint8Array, from: number, to: number): Generator<number> {
  const end = Math.min(to, bytes.length);
  for (let start = from; start < end; start += SEARCHED) {
    const length = Math.min(SEARCHED + NEEDLE.length - 1, end - start);
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset + start, length);
    let place = buffer.indexOf(NEEDLE);
    for (; place >= 0; place = buffer.indexOf(NEEDLE, place + 1)) yield start + place;
  }
}

/** The table whose digits are at `digits`; null unless its index agrees with it in all 256 places. */
function readTokenTable(region: RamRegion, digits: number): TokenTable | null {
  const { bytes } = region;
  const tableEnd = skipStrings(bytes, digits, TOKENS - FIRST_IN_NEEDLE);
  if (tableEnd === null) return null;
  // Tables are aligned to 8 bytes, from Linux 7.0 on to 4.
  for (const indexStart of new Set([align(region, tableEnd, 8), align(region, tableEnd, 4)])) {
    const end = indexStart + 2 * TOKENS;
    if (end > bytes.length) continue;
    const index = viewOf(bytes.subarray(indexStart, end));
    const start = digits - index.getUint16(2 * FIRST_IN_NEEDLE, true);
    const tokens = start < 0 ? null : readTokens(bytes, start, tableEnd, index);
    if (tokens !== null) return { region, start, indexStart, end, tokens };
  }
  return null;
}

/** Offset behind `count` strings; null when they are longer than a table can be. */
function skipStrings(bytes: Uint8Array, start: number, count: number): number | null {
  let place = start;
  for (let string = 0; string < count; string += 1) {
    const zero = bytes.subarray(place, start + MAX_TABLE_BYTES).indexOf(0);
    if (zero < 0) return null;
    place += zero + 1;
  }
  return place;
}

function readTokens(bytes: Uint8Array, start: number, end: number, index: DataView): string[] | null {
  const tokens: string[] = [];
  let place = start;
  for (let code = 0; code < TOKENS; code += 1) {
    if (index.getUint16(2 * code, true) !== place - start) return null;
    const zero = bytes.subarray(place, Math.min(end, place + MAX_TOKEN)).indexOf(0);
    if (zero < 0) return null;
    tokens.push(Buffer.from(bytes.buffer, bytes.byteOffset + place, zero).toString('latin1'));
    place += zero + 1;
  }
  return place === end ? tokens : null;
}

/** The next offset at or behind `offset` whose guest physical address is a multiple of `step`. */
export function align({ base }: RamRegion, offset: number, step: number): number {
  const address = base + offset;
  return offset + ((step - (address % step)) % step);
}
