/**
 * Where Linux for x86-64 has put its image, virtual and physical, out of the page tables: the last entry of the top
 * table, the last but one below it, and the first page that is present there (arch/x86/kernel/head64.c clears all
 * before `_text`). Holds with and without KASLR.
 */
import type { GuestBytes } from './guest-bytes.js';
import { isLargePage, kernelPagings, type Paging, readEntry, tableOf } from './page-walk.js';

/** The kernel's image is one stretch in both kinds of address. */
export interface KernelBase {
  /** Of `_text`. */
  readonly virtual: bigint;
  readonly physical: number;
}

/** __START_KERNEL_map of arch/x86/include/asm/page_64_types.h. */
export const KERNEL_MAP = 0xffff_ffff_8000_0000n;
/** From here on are modules, at most 1 GiB after the map's start (KERNEL_IMAGE_SIZE). */
export const KERNEL_MAP_END = 0xffff_ffff_c000_0000n;

const LARGE = 1n << 21n;
/** Of a code segment's selector: 0 in the kernel, 3 in user mode. */
const PRIVILEGE_LEVEL = 3;

/** True for an address of the map that the kernel's image is in. */
export function isInKernelMap(address: bigint): boolean {
  return address >= KERNEL_MAP && address < KERNEL_MAP_END;
}

/** True for a virtual CPU that runs code of the kernel's image, by its code segment and instruction pointer. */
export function isKernelText(cs: number, rip: bigint): boolean {
  return (cs & PRIVILEGE_LEVEL) === 0 && isInKernelMap(rip);
}

/**
 * Of several page tables that a guest was seen with, the base that most agree on; of equally many, the lowest, since
 * the tables of user mode under page table isolation map only a part of the image. Null when none maps a kernel.
 */
export function findKernelBase(ram: GuestBytes, pagings: readonly Paging[]): KernelBase | null {
  const votes = new Map<bigint, { readonly base: KernelBase; count: number }>();
  for (const paging of pagings.slice(0, MAX_PAGINGS).flatMap(kernelPagings)) {
    const base = baseOf(ram, paging);
    if (base === null) continue;
    const vote = votes.get(base.virtual) ?? { base, count: 0 };
    votes.set(base.virtual, { ...vote, count: vote.count + 1 });
  }
  const best = [...votes.values()].sort(
    (a, b) => b.count - a.count || Number(a.base.virtual - b.base.virtual),
  );
  return best[0]?.base ?? null;
}

/** A guest that changes CR3 at every sample must not cost more than this. */
const MAX_PAGINGS = 256;

function baseOf(ram: GuestBytes, { cr3, la57 }: Paging): KernelBase | null {
  let upper = readEntry(ram, tableOf(cr3), 511);
  if (la57 && upper !== null) upper = readEntry(ram, tableOf(upper), 511);
  const third = upper === null ? null : readEntry(ram, tableOf(upper), 510);
  if (third === null || isLargePage(third)) return null;
  for (let index = 0; index < 512; index += 1) {
    const entry = readEntry(ram, tableOf(third), index);
    if (entry === null) continue;
    const virtual = KERNEL_MAP + BigInt(index) * LARGE;
    if (isLargePage(entry)) return { virtual, physical: Number(BigInt(tableOf(entry)) & ~(LARGE - 1n)) };
    const inner = firstPage(ram, tableOf(entry));
    if (inner !== null) return { virtual: virtual + BigInt(inner.index) * 0x1000n, physical: inner.physical };
  }
  return null;
}

/** A large page that was split to protect parts of it. */
function firstPage(ram: GuestBytes, table: number): { index: number; physical: number } | null {
  for (let index = 0; index < 512; index += 1) {
    const entry = readEntry(ram, table, index);
    if (entry !== null) return { index, physical: tableOf(entry) };
  }
  return null;
}

/** Guest physical address of a kernel image's address; null outside the image's map. */
export function physicalOf({ virtual, physical }: KernelBase, address: bigint): number | null {
  if (address < virtual || address >= KERNEL_MAP_END) return null;
  return physical + Number(address - virtual);
}
