/**
 * Guest RAM as bytes, addressed as the guest addresses it. Every access is checked: an address that a guest
 * chose can never reach memory outside these regions.
 */

export interface MemoryRegion {
  /** Guest physical address of the first byte. */
  readonly base: number;
  readonly bytes: Uint8Array;
}

/** A guest physical range that is not wholly inside one RAM region. */
export class GuestAddressError extends RangeError {
  constructor(address: number, length: number) {
    super(`guest address 0x${address.toString(16)} + ${length} bytes is not RAM`);
    this.name = 'GuestAddressError';
  }
}

export class GuestMemory {
  readonly regions: readonly MemoryRegion[];
  /** Bytes of RAM in all regions. */
  readonly size: number;

  constructor(regions: readonly MemoryRegion[]) {
    this.regions = regions;
    this.size = regions.reduce((sum, region) => sum + region.bytes.length, 0);
  }

  /** The bytes themselves, not a copy. Throws GuestAddressError unless all of them lie in one region. */
  slice(address: number, length: number): Uint8Array {
    const region = this.#find(address, length);
    const start = address - region.base;
    return region.bytes.subarray(start, start + length);
  }

  /** As `slice`, for fields wider than a byte. */
  view(address: number, length: number): DataView {
    const bytes = this.slice(address, length);
    return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  write(address: number, data: Uint8Array): void {
    this.slice(address, data.length).set(data);
  }

  /** True when the whole range is RAM of one region. */
  contains(address: number, length: number): boolean {
    return this.regions.some((region) => holds(region, address, length));
  }

  #find(address: number, length: number): MemoryRegion {
    const region = this.regions.find((candidate) => holds(candidate, address, length));
    if (region === undefined) throw new GuestAddressError(address, length);
    return region;
  }
}

function holds(region: MemoryRegion, address: number, length: number): boolean {
  return length >= 0 && address >= region.base && address + length <= region.base + region.bytes.length;
}
