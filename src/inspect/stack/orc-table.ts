/**
 * ORC unwind tables of Linux for x86-64 (arch/x86/kernel/unwind_orc.c): addresses, each relative to where it stands, in
 * rising order, and an entry for each. The kernel's own lie in its image between symbols of their own.
 */
import { bytesAt, type GuestBytes, viewOf } from '../guest-bytes.js';
import { type KernelBase, physicalOf } from '../kernel-base.js';
import type { LinuxVersion } from '../linux-banner.js';
import type { SymbolTable } from '../symbols/symbol-table.js';
import {
  detectOrcFormat,
  ORC_ENTRY_BYTES,
  type OrcEntry,
  type OrcFormat,
  readOrcEntry,
} from './orc-entry.js';

/** A kernel with all of its drivers has less than two million. */
export const MAX_ORC_ENTRIES = 16_000_000;

/** Entries by the address of an instruction. */
export interface OrcLookup {
  /** Null outside of what the table is about. */
  find(address: bigint): OrcEntry | null;
}

export interface OrcTable extends OrcLookup {
  readonly format: OrcFormat;
  readonly size: number;
  /** First and last address with an entry. */
  readonly from: bigint;
  readonly to: bigint;
}

/** The two parts of a table. `start` is the address at which `addresses` stand. */
export interface OrcParts {
  readonly start: bigint;
  readonly addresses: DataView;
  readonly entries: DataView;
  /** Seen from the entries when not given. */
  readonly format?: OrcFormat;
}

/** Null when addresses do not rise: the kernel has not sorted them, or they are something else. */
export function createOrcTable({ start, addresses, entries, format: given }: OrcParts): OrcTable | null {
  const size = addresses.byteLength / 4;
  const offsets = new Float64Array(size);
  for (let at = 0; at < size; at += 1) {
    offsets[at] = 4 * at + addresses.getInt32(4 * at, true);
    if (at > 0 && offsets[at]! < offsets[at - 1]!) return null;
  }
  if (size === 0) return null;
  const from = start + BigInt(offsets[0]!);
  const to = start + BigInt(offsets[size - 1]!);
  const format = given ?? detectOrcFormat(entries);
  return {
    format,
    size,
    from,
    to,
    find: (address) => {
      if (address < from || address > to) return null;
      return readOrcEntry(entries, ORC_ENTRY_BYTES * lastAtOrBelow(offsets, Number(address - start)), format);
    },
  };
}

/** The facts about a kernel that its tables need. */
export interface KernelImage {
  readonly ram: GuestBytes;
  readonly base: KernelBase;
  readonly symbols: SymbolTable;
}

/** The kernel's own table; null when it has none, as with another unwinder, or says nonsense. */
export function readKernelOrc({ ram, base, symbols }: KernelImage): OrcTable | null {
  const start = symbols.addressOf('__start_orc_unwind_ip');
  const stop = symbols.addressOf('__stop_orc_unwind_ip');
  const entriesStart = symbols.addressOf('__start_orc_unwind');
  if (start === null || stop === null || entriesStart === null) return null;
  const size = Number(stop - start) / 4;
  if (!Number.isInteger(size) || size < 1 || size > MAX_ORC_ENTRIES) return null;
  const addresses = read(ram, physicalOf(base, start), 4 * size);
  const entries = read(ram, physicalOf(base, entriesStart), ORC_ENTRY_BYTES * size);
  if (addresses === null || entries === null) return null;
  return createOrcTable({ start, addresses, entries });
}

function read(ram: GuestBytes, address: number | null, length: number): DataView | null {
  const bytes = address === null ? null : bytesAt(ram, address, length);
  return bytes === null ? null : viewOf(bytes);
}

function lastAtOrBelow(offsets: Float64Array, offset: number): number {
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Before Linux 5.12, an address on the stack is looked up with the entry's offset; later, the offset is added to what is found. */
export function looksUpWithOffset(version: LinuxVersion | null): boolean {
  return version !== null && (version.major < 5 || (version.major === 5 && version.minor < 12));
}
