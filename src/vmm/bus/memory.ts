/**
 * Guest RAM as bytes, addressed as the guest addresses it. Every access is checked: an address that a guest
 * chose can never reach memory outside of RAM.
 */
import { GiB } from './memory-map.js';

/** A stretch of RAM without a hole. */
export interface MemoryRange {
  /** Guest physical address of the first byte. */
  readonly base: number;
  readonly size: number;
}

/** A part of RAM that lies in one array. */
export interface MemoryRegion {
  /** Guest physical address of the first byte. */
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** How a thread reaches the bytes of RAM. */
export interface MemoryViews {
  /** In rising order, with holes between them. */
  readonly ranges: readonly MemoryRange[];
  /** All of RAM. Neighbours in one range overlap by LONGEST_SLICE. */
  regions(): readonly MemoryRegion[];
  /** Called for ranges of RAM only. May be null for more than LONGEST_SLICE. */
  bytesAt(address: number, length: number): Uint8Array | null;
}

/** RAM up to this size without a hole is always available as one slice. */
export const LONGEST_SLICE = 1 * GiB;

/** A guest physical range that is not wholly RAM. */
export class GuestAddressError extends RangeError {
  constructor(address: number, length: number) {
    super(`guest address 0x${address.toString(16)} + ${length} bytes is not RAM`);
    this.name = 'GuestAddressError';
  }
}

export class GuestMemory {
  readonly #views: MemoryViews;

  constructor(views: MemoryViews | readonly MemoryRegion[]) {
    this.#views = 'ranges' in views ? views : viewsOf(views);
  }

  get regions(): readonly MemoryRegion[] {
    return this.#views.regions();
  }

  get ranges(): readonly MemoryRange[] {
    return this.#views.ranges;
  }

  /** Bytes of RAM. */
  get size(): number {
    return this.ranges.reduce((sum, { size }) => sum + size, 0);
  }

  /** The bytes themselves, not a copy, of at most LONGEST_SLICE. Throws GuestAddressError unless all of them are RAM. */
  slice(address: number, length: number): Uint8Array {
    const bytes = this.contains(address, length) ? this.#views.bytesAt(address, length) : null;
    if (bytes === null) throw new GuestAddressError(address, length);
    return bytes;
  }

  /** As `slice`, of any length: one slice behind the other. */
  slices(address: number, length: number): Uint8Array[] {
    if (!this.contains(address, length)) throw new GuestAddressError(address, length);
    const slices: Uint8Array[] = [];
    for (let at = 0; at < length; at += LONGEST_SLICE) {
      slices.push(this.slice(address + at, Math.min(length - at, LONGEST_SLICE)));
    }
    return slices;
  }

  /** As `slice`, for fields wider than a byte. */
  view(address: number, length: number): DataView {
    const bytes = this.slice(address, length);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  write(address: number, data: Uint8Array): void {
    let done = 0;
    for (const slice of this.slices(address, data.length)) {
      slice.set(data.subarray(done, done + slice.length));
      done += slice.length;
    }
  }

  /** True when the whole range is RAM. */
  contains(address: number, length: number): boolean {
    return this.ranges.some((range) => holds(range.base, range.size, address, length));
  }
}

/** Of regions in rising order, which may overlap. */
export function viewsOf(regions: readonly MemoryRegion[]): MemoryViews {
  return {
    ranges: joined(regions),
    regions: () => regions,
    bytesAt(address, length) {
      const region = regions.find(({ base, bytes }) => holds(base, bytes.length, address, length));
      if (region === undefined) return null;
      const start = address - region.base;
      return region.bytes.subarray(start, start + length);
    },
  };
}

function joined(regions: readonly MemoryRegion[]): MemoryRange[] {
  const ranges: { base: number; size: number }[] = [];
  for (const { base, bytes } of regions) {
    const last = ranges.at(-1);
    if (last !== undefined && base <= last.base + last.size) last.size = base + bytes.length - last.base;
    else ranges.push({ base, size: bytes.length });
  }
  return ranges;
}

function holds(base: number, size: number, address: number, length: number): boolean {
  return length >= 0 && address >= base && address + length <= base + size;
}
