import { describe, expect, it } from 'vitest';
import { bytesAt, readU64, regionOf, viewOf } from '../../src/inspect/guest-bytes.js';
import { GuestMemory } from '../../src/vmm/bus/memory.js';

const RAM = {
  regions: [
    { base: 0x1000, bytes: Uint8Array.from({ length: 16 }, (_, at) => at) },
    { base: 0x1_0000_0000, bytes: new Uint8Array(8).fill(0xff) },
  ],
};

describe('guest bytes', () => {
  it('are found by guest physical address, up to the last byte of a region', () => {
    expect([...bytesAt(RAM, 0x100e, 2)!]).toEqual([14, 15]);
    expect(readU64(RAM, 0x1000)).toBe(0x0706050403020100n);
    expect(readU64(RAM, 0x1_0000_0000)).toBe(2n ** 64n - 1n);
    expect(regionOf(RAM, 0x1000, 16)).toBe(RAM.regions[0]);
  });

  it.each([
    [0xfff, 1],
    [0x100f, 2],
    [0x1010, 1],
    [0, 0x2000],
    [-1, 1],
    [0.5, 1],
    [0x1000, -1],
    [Number.NaN, 1],
    [2 ** 60, 1],
    [0x1000, Number.POSITIVE_INFINITY],
  ])('are not there at %d, %d bytes', (address, length) => {
    expect(bytesAt(RAM, address, length)).toBeNull();
  });

  it('are the bytes themselves, as the runner has them', () => {
    const memory = new GuestMemory(RAM.regions);
    viewOf(bytesAt(memory, 0x1004, 4)!).setUint32(0, 0xdeadbeef, true);
    expect(memory.view(0x1004, 4).getUint32(0, true)).toBe(0xdeadbeef);
  });
});
