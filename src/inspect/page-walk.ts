/**
 * From a guest's virtual address to its physical one through its own page tables: long mode with 4 or 5 levels, pages
 * of 4 KiB, 2 MiB and 1 GiB (Intel SDM volume 3, chapter 5). Leaves out 32-bit paging and access rights.
 */
import { type GuestBytes, readU64 } from './guest-bytes.js';

/** How a virtual CPU translates. */
export interface Paging {
  readonly cr3: bigint;
  /** Five levels: CR4.LA57. */
  readonly la57: boolean;
}

/** A page that an address is in. */
export interface Page {
  /** Guest physical address that the virtual one stands for. */
  readonly physical: number;
  /** Bytes from this address to the end of the page. */
  readonly left: number;
}

const PRESENT = 1n;
const LARGE_PAGE = 1n << 7n;
/** Bits 12 to 51: below are flags, above are protection keys and the no-execute bit. */
const ADDRESS_BITS = 0x000f_ffff_ffff_f000n;
/** With Linux's page table isolation, the tables of user mode lie one page above those of the kernel (arch/x86/mm/pti.c). */
const ISOLATION_BIT = 1n << 12n;

/** Guest physical address of a table's first entry. */
export function tableOf(entry: bigint): number {
  return Number(entry & ADDRESS_BITS);
}

/** Entry `index` of the table at `table` (0 to 511); null where it is not RAM or not present. */
export function readEntry(ram: GuestBytes, table: number, index: number): bigint | null {
  const entry = readU64(ram, table + index * 8);
  return entry === null || (entry & PRESENT) === 0n ? null : entry;
}

/** True for an entry of the second or third level that is a page, not a table. */
export function isLargePage(entry: bigint): boolean {
  return (entry & LARGE_PAGE) !== 0n;
}

/** Null when the address is not canonical or not mapped. Reads at most five entries. */
export function translate(ram: GuestBytes, { cr3, la57 }: Paging, address: bigint): Page | null {
  const levels = la57 ? 5 : 4;
  if (BigInt.asUintN(64, BigInt.asIntN(levels * 9 + 12, address)) !== address) return null;
  let table = tableOf(cr3);
  for (let level = levels; level >= 1; level -= 1) {
    const shift = BigInt(12 + 9 * (level - 1));
    const entry = readEntry(ram, table, Number((address >> shift) & 0x1ffn));
    if (entry === null) return null;
    if (level === 1 || (level <= 3 && isLargePage(entry))) {
      const size = 1n << shift;
      const offset = address & (size - 1n);
      const base = entry & ADDRESS_BITS & ~(size - 1n);
      return { physical: Number(base + offset), left: Number(size - offset) };
    }
    table = tableOf(entry);
  }
  return null;
}

/**
 * The tables that map the whole kernel, most likely first: those of CR3 and, since CR3 may be of user mode under page
 * table isolation, those one page below.
 */
export function kernelPagings({ cr3, la57 }: Paging): readonly Paging[] {
  const own = { cr3: cr3 & ADDRESS_BITS, la57 };
  const kernel = { cr3: own.cr3 & ~ISOLATION_BIT, la57 };
  return own.cr3 === kernel.cr3 ? [own] : [own, kernel];
}
