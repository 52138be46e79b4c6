/**
 * The names of Linux's kallsyms in RAM: how many there are, each with its type in front, in the order of the addresses
 * (scripts/kallsyms.c). They lie before the token table: number, names, markers (the place of every 256th name) and, in
 * some versions, the order by name. Only the token table says where it begins, so the others are found backward from it.
 */
import { viewOf } from '../guest-bytes.js';
import { MAX_SYMBOLS } from './symbol-table.js';
import { align, type TokenTable } from './token-table.js';

export interface SymbolNames {
  readonly count: number;
  /** Offset in the region of the 32-bit number of names. */
  readonly countStart: number;
  /** As `Tcpu_startup_entry`: the type as nm writes it, then the name. */
  readonly names: readonly string[];
}

/** The number of names per marker. */
const NAMES_PER_MARKER = 256;
/** There are at most 4 bytes per symbol between markers and token table. */
const MAX_BACKWARD = 4 * MAX_SYMBOLS;
/** A name is a length of one or two bytes and at least one code. */
const MIN_MARKER_STEP = NAMES_PER_MARKER * 2;
/** Longest name in codes: KSYM_NAME_LEN, and the type. */
const MAX_NAME_BYTES = 514;
const MAX_MARKER_STEP = NAMES_PER_MARKER * MAX_NAME_BYTES;
/**
 * Maximum number of markers, and of names that are tried as the first name; each attempt ends at its first wrong
 * marker.
 */
const MAX_ATTEMPTS = 1000;

/** Null when nothing before the table is a list of names that its own markers agree with. */
export function readSymbolNames(table: TokenTable): SymbolNames | null {
  const attempts = { left: MAX_ATTEMPTS };
  for (const markers of findMarkers(table)) {
    attempts.left -= 1;
    const found = findNames(table, markers, attempts);
    if (found !== null) return found;
    if (attempts.left <= 0) return null;
  }
  return null;
}

interface Markers {
  /** Offset in the region. */
  readonly start: number;
  /** Places of names 0, 256, 512 ... after the first name's. */
  readonly places: Uint32Array;
}

/** Rows of rising numbers from 0 on, nearest to the token table first. */
function* findMarkers({ region, start }: TokenTable): Generator<Markers> {
  const view = viewOf(region.bytes);
  const first = align(region, Math.max(0, start - MAX_BACKWARD), 4);
  for (let place = first + 4 * Math.floor((start - first) / 4) - 8; place >= first; place -= 4) {
    if (view.getUint32(place, true) !== 0) continue;
    const places = [0];
    for (let next = place + 4; next + 4 <= start; next += 4) {
      const step = view.getUint32(next, true) - places.at(-1)!;
      if (step < MIN_MARKER_STEP || step > MAX_MARKER_STEP) break;
      places.push(view.getUint32(next, true));
    }
    if (places.length > 1) yield { start: place, places: Uint32Array.from(places) };
  }
}

/** The number of names is known to 256 by the markers, and stands right before the first name. */
function findNames(
  table: TokenTable,
  { start, places }: Markers,
  attempts: { left: number },
): SymbolNames | null {
  const { region } = table;
  const view = viewOf(region.bytes);
  const last = places.at(-1)!;
  const nearest = start - last - 4;
  for (let place = align(region, Math.max(0, nearest - MAX_MARKER_STEP), 4); place <= nearest; place += 4) {
    const count = view.getUint32(place, true);
    if (Math.ceil(count / NAMES_PER_MARKER) !== places.length) continue;
    for (const namesStart of new Set([align(region, place + 4, 8), place + 4])) {
      attempts.left -= 1;
      if (attempts.left < 0) return null;
      const ends = measureNames(region.bytes, namesStart, start, { count, places });
      if (ends !== null) return { count, countStart: place, names: decodeNames(table, ends) };
    }
  }
  return null;
}

/** Where each name's codes begin and end, two numbers each; null when a marker disagrees. */
function measureNames(
  bytes: Uint8Array,
  start: number,
  end: number,
  { count, places }: { readonly count: number; readonly places: Uint32Array },
): readonly number[] | null {
  const bounds: number[] = [];
  let place = start;
  for (let name = 0; name < count; name += 1) {
    if (name % NAMES_PER_MARKER === 0 && place - start !== places[name / NAMES_PER_MARKER]) return null;
    let length = bytes[place] ?? 0;
    place += 1;
    if (length >= 0x80) {
      length = (length & 0x7f) | ((bytes[place] ?? 0) << 7);
      place += 1;
    }
    if (length === 0 || length > MAX_NAME_BYTES || place + length > end) return null;
    bounds.push(place, place + length);
    place += length;
  }
  return bounds;
}

function decodeNames(
  { region: { bytes }, tokens }: TokenTable,
  bounds: readonly number[],
): readonly string[] {
  const names: string[] = [];
  for (let name = 0; name < bounds.length; name += 2) {
    let text = '';
    for (let place = bounds[name]!; place < bounds[name + 1]!; place += 1) text += tokens[bytes[place]!]!;
    names.push(text.slice(0, MAX_NAME_LENGTH));
  }
  return names;
}

/** KSYM_NAME_LEN, with the type in front; a hostile table could make half a gigabyte of each name. */
const MAX_NAME_LENGTH = 513;
