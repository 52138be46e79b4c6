/**
 * Guest RAM as this folder sees it, by guest physical address. The guest may have written anything anywhere: every read
 * is checked, and what is not RAM reads as null, never as an exception.
 */

/** A stretch of RAM without a hole. */
export interface RamRegion {
  /** Guest physical address of the first byte. */
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** What the runner's guest memory offers, and all that is needed of it. */
export interface GuestBytes {
  readonly regions: readonly RamRegion[];
}

/** The bytes themselves, not a copy; null unless all of them lie in one region. */
export function bytesAt(ram: GuestBytes, address: number, length: number): Uint8Array | null {
  const region = regionOf(ram, address, length);
  if (region === null) return null;
  const start = address - region.base;
  return region.bytes.subarray(start, start + length);
}

/** The region that holds the whole range; null when none does. */
export function regionOf(ram: GuestBytes, address: number, length: number): RamRegion | null {
  if (!Number.isSafeInteger(address) || length < 0) return null;
  const holds = ({ base, bytes }: RamRegion): boolean =>
    address >= base && address + length <= base + bytes.length;
  return ram.regions.find(holds) ?? null;
}

/** A little-endian 64-bit word; null where there is no RAM. */
export function readU64(ram: GuestBytes, address: number): bigint | null {
  const bytes = bytesAt(ram, address, 8);
  return bytes === null ? null : viewOf(bytes).getBigUint64(0, true);
}

/** For fields wider than a byte. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
