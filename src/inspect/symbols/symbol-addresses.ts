/**
 * The addresses that belong to the names of Linux's kallsyms, as 32-bit numbers, in one of three ways (kernel/kallsyms.c):
 * before Linux 6.4 in front of the names, relative to a base behind them; from 6.4 on behind the token index, relative to
 * a base behind them; from 7.0 on there too, relative to themselves. With absolute per-CPU symbols, negative numbers are
 * relative and others absolute; that is seen from the numbers. Leaves out tables of whole 64-bit addresses.
 */
import { viewOf } from '../guest-bytes.js';
import { KERNEL_MAP, KERNEL_MAP_END, type KernelBase } from '../kernel-base.js';
import type { SymbolNames } from './symbol-names.js';
import { align, type TokenTable } from './token-table.js';

/** What all three need. */
interface Tables {
  readonly table: TokenTable;
  readonly names: SymbolNames;
  /** Null when the page tables are not known; symbols that are relative to themselves cannot be placed then. */
  readonly base: KernelBase | null;
}

/** One for each name, in the same order; null when no way gives addresses of a kernel. */
export function readSymbolAddresses(tables: Tables): BigUint64Array | null {
  for (const read of [addressesBefore, addressesBehind, addressesPlaceRelative]) {
    for (const addresses of read(tables)) if (areKernelAddresses(addresses, tables)) return addresses;
  }
  return null;
}

/** Numbers, base and number of names follow one another, each on a multiple of 8. */
function* addressesBefore({ table: { region }, names }: Tables): Generator<BigUint64Array> {
  const baseStart = names.countStart - 8;
  const start = baseStart - 8 * Math.ceil(names.count / 2);
  if (start < 0) return;
  const view = viewOf(region.bytes);
  yield relativeTo(view, view.getBigUint64(baseStart, true), start, names.count);
}

function* addressesBehind({ table: { region, end }, names }: Tables): Generator<BigUint64Array> {
  const start = align(region, end, 8);
  const baseStart = align(region, start + 4 * names.count, 8);
  if (baseStart + 8 > region.bytes.length) return;
  const view = viewOf(region.bytes);
  yield relativeTo(view, view.getBigUint64(baseStart, true), start, names.count);
}

function* addressesPlaceRelative({ table: { region, end }, names, base }: Tables): Generator<BigUint64Array> {
  const start = align(region, end, 4);
  if (base === null || start + 4 * names.count > region.bytes.length) return;
  const view = viewOf(region.bytes);
  const ownAddress = base.virtual + BigInt(region.base + start - base.physical);
  const addresses = new BigUint64Array(names.count);
  for (let at = 0; at < names.count; at += 1) {
    addresses[at] = ownAddress + BigInt(4 * at + view.getInt32(start + 4 * at, true));
  }
  yield addresses;
}

function relativeTo(view: DataView, base: bigint, start: number, count: number): BigUint64Array {
  const addresses = new BigUint64Array(count);
  let negative = 0;
  for (let at = 0; at < count; at += 1) if (view.getInt32(start + 4 * at, true) < 0) negative += 1;
  const withAbsolutes = negative > count / 2;
  for (let at = 0; at < count; at += 1) {
    const number = view.getInt32(start + 4 * at, true);
    if (!withAbsolutes) addresses[at] = base + BigInt(number >>> 0);
    else addresses[at] = number < 0 ? base - 1n - BigInt(number) : BigInt(number);
  }
  return addresses;
}

/** In random bytes, almost no two consecutive values rise, and none is inside a kernel. */
const LEAST_SHARE = 0.98;

/**
 * True when nearly all addresses lie in the kernel's image and rise, `_text` is where the page tables say it is, and
 * `_etext` is behind it.
 */
function areKernelAddresses(addresses: BigUint64Array, { names, base }: Tables): boolean {
  let inside = 0;
  let rising = 0;
  let previous = 0n;
  let absolute = 0;
  for (const address of addresses) {
    if (address < KERNEL_MAP) absolute += 1;
    else if (address < KERNEL_MAP_END) inside += 1;
    if (address >= previous) rising += 1;
    previous = address;
  }
  const text = addresses[indexOfName(names, '_text')];
  const end = addresses[indexOfName(names, '_etext')];
  if (inside + absolute < LEAST_SHARE * addresses.length || inside < addresses.length / 2) return false;
  if (rising < LEAST_SHARE * addresses.length) return false;
  if (text === undefined || end === undefined || end <= text) return false;
  return base === null || text === base.virtual;
}

function indexOfName({ names }: SymbolNames, name: string): number {
  return names.findIndex((one) => one.slice(1) === name);
}
