import { describe, expect, test } from 'vitest';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { GiB, KiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { memoryRanges } from '../../../src/vmm/loaders/memory-ranges.js';
import { guestMemory } from './kernel-files.js';

const RAM = 1;
const RESERVED = 2;

/** Memory of sizes that no test wants to allocate: only lengths are asked for. */
function memoryOf(low: number, high: number): GuestMemory {
  const region = (base: number, length: number) => ({ base, bytes: { length } as Uint8Array });
  return new GuestMemory(high > 0 ? [region(0, low), region(4 * GiB, high)] : [region(0, low)]);
}

describe('the memory map', () => {
  test('of a guest without RAM above 4 GiB', () => {
    expect(memoryRanges(guestMemory(16 * MiB))).toEqual([
      { base: 0, size: 639 * KiB, type: RAM },
      { base: 0xe0000, size: 128 * KiB, type: RESERVED },
      { base: MiB, size: 15 * MiB, type: RAM },
    ]);
  });

  test('of a guest with RAM above 4 GiB leaves the hole out', () => {
    expect(memoryRanges(memoryOf(3 * GiB, 5 * GiB)).slice(2)).toEqual([
      { base: MiB, size: 3 * GiB - MiB, type: RAM },
      { base: 4 * GiB, size: 5 * GiB, type: RAM },
    ]);
  });

  test.each([
    [2 * MiB, 0],
    [3 * GiB, 0],
    [3 * GiB, 61 * GiB],
  ])('of %i and %i bytes is in order and never overlaps', (low, high) => {
    let end = 0;
    for (const { base, size } of memoryRanges(memoryOf(low, high))) {
      expect(base).toBeGreaterThanOrEqual(end);
      expect(size).toBeGreaterThan(0);
      end = base + size;
    }
    expect(end).toBe(high > 0 ? 4 * GiB + high : low);
  });
});
