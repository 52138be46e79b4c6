/**
 * Guest RAM for this folder, by guest physical address. The guest may have written anything anywhere: every read is
 * checked, and reads outside RAM return null, never an exception.
 */

/** A part of RAM in one array. */
export interface RamRegion {
  /** Guest physical address of the first byte. */
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** What the runner's guest memory offers, and all that is needed of it. */
export interface GuestBytes {
  /**
   * In rising order. Where RAM without a hole is more than one array can be, its regions overlap by 1 GiB, so that whatever
   * is shorter lies wholly in one of them.
   */
  readonly regions: readonly RamRegion[];
}

/** The bytes themselves, not a copy; null unless all of them lie in one region. */
export function bytesAt(ram: GuestBytes, address: number, length: number): Uint8Array | null {
  const region = regionOf(ram, address, length);
  if (region === null) return null;
  const start = address - region.base;
  return region.bytes.subarray(start, start + length);
}

/** The region that contains the whole range; null if none does. */
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

/** Of each region the part to search, as offsets, so that RAM is searched once and what is found has its surroundings. */
export function searchedParts({ regions }: GuestBytes): { region: RamRegion; from: number; to: number }[] {
  const overlap = (lower: RamRegion | undefined, upper: RamRegion | undefined): number =>
    lower === undefined || upper === undefined ? 0 : Math.max(0, endOf(lower) - upper.base);
  return regions.map((region, index) => ({
    region,
    from: Math.floor(overlap(regions[index - 1], region) / 2),
    to: region.bytes.length - Math.ceil(overlap(region, regions[index + 1]) / 2),
  }));
}

function endOf({ base, bytes }: RamRegion): number {
  return base + bytes.length;
}
