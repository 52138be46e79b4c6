/**
 * The top of a vCPU's stack, copied while the vCPU is stopped. It uses a page walk (Intel SDM volume 3, 4.5) in plain
 * numbers without allocation, because it runs a thousand times a second. The copy ends at the first address that is
 * unmapped or not RAM.
 */
import type { GuestMemory, MemoryRegion } from '../bus/memory.js';

const PAGE_SIZE = 4096;
const PRESENT = 1 << 0;
const LARGE = 1 << 7;
const ENTRY_SIZE = 8;
const INDEX_MASK = 0x1ff;
/** Bits of physical addresses in the high word of an entry. */
const HIGH_ADDRESS = 0xf_ffff;
const TWO_32 = 2 ** 32;
/** By level, how many bits of an address lie below; pages may end the walk at the first three. */
const SHIFTS = [12, 21, 30, 39, 48];
const PAGE_MASKS = [0xfff, 0x1f_ffff, 0x3fff_ffff];

/** A virtual address as two words of 32 bits. */
export interface SplitAddress {
  low: number;
  high: number;
}

/** What addresses are translated with. */
export interface SplitPaging {
  /** Physical address of the top page table. */
  root: number;
  /** 4 or 5. */
  levels: number;
}

/** Where a copy goes to, in bytes. */
export interface CopyRoom {
  readonly bytes: Uint8Array;
  at: number;
  length: number;
}

interface WordRegion {
  readonly base: number;
  readonly end: number;
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
}

export class GuestStack {
  readonly #regions: readonly WordRegion[];
  /** Where a copy has come to; one, so that none is made for each. */
  readonly #at: SplitAddress = { low: 0, high: 0 };

  constructor(memory: GuestMemory) {
    this.#regions = memory.regions.map(asWords);
  }

  /** Copies from a virtual address on, up to the room there is, and returns how many bytes. */
  copy({ low, high }: SplitAddress, paging: SplitPaging, room: CopyRoom): number {
    const at = this.#at;
    at.low = low;
    at.high = high;
    let copied = 0;
    while (copied < room.length) {
      const physical = this.#translate(at, paging);
      const region = physical < 0 ? undefined : this.#regionOf(physical, 1);
      if (region === undefined) break;
      const inPage = PAGE_SIZE - (at.low & (PAGE_SIZE - 1));
      const length = Math.min(inPage, room.length - copied, region.end - physical);
      const from = physical - region.base;
      room.bytes.set(region.bytes.subarray(from, from + length), room.at + copied);
      copied += length;
      const next = at.low + length;
      at.low = next < TWO_32 ? next : next - TWO_32;
      if (next >= TWO_32) at.high += 1;
    }
    return copied;
  }

  /** True when there is memory at a virtual address. */
  has(address: SplitAddress, paging: SplitPaging): boolean {
    const physical = this.#translate(address, paging);
    return physical >= 0 && this.#regionOf(physical, 1) !== undefined;
  }

  /** Physical address, -1 when there is none. No remainder is taken: of large numbers it is dear. */
  #translate({ low, high }: SplitAddress, { root, levels }: SplitPaging): number {
    let table = root;
    for (let level = levels - 1; level >= 0; level--) {
      const index = bitsAt(low, high, SHIFTS[level]!) & INDEX_MASK;
      const address = table + index * ENTRY_SIZE;
      const region = this.#regionOf(address, ENTRY_SIZE);
      if (region === undefined) return -1;
      const word = (address - region.base) / 4;
      const entryLow = region.words[word]!;
      if ((entryLow & PRESENT) === 0) return -1;
      const entryHigh = (region.words[word + 1]! & HIGH_ADDRESS) * TWO_32;
      const mask = PAGE_MASKS[level];
      if (mask !== undefined && (level === 0 || (entryLow & LARGE) !== 0)) {
        return entryHigh + ((entryLow & ~mask) >>> 0) + (low & mask);
      }
      table = entryHigh + ((entryLow & ~(PAGE_SIZE - 1)) >>> 0);
    }
    return -1;
  }

  #regionOf(address: number, length: number): WordRegion | undefined {
    for (const region of this.#regions) {
      if (address >= region.base && address + length <= region.end) return region;
    }
    return undefined;
  }
}

/** The bits of an address from `shift` on, as far as they fit into a number of 32 bits. */
function bitsAt(low: number, high: number, shift: number): number {
  return shift >= 32 ? high >>> (shift - 32) : ((low >>> shift) | (high << (32 - shift))) >>> 0;
}

function asWords({ base, bytes }: MemoryRegion): WordRegion {
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, Math.floor(bytes.length / 4));
  return { base, end: base + bytes.length, words, bytes };
}
