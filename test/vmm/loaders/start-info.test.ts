import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { BOOT_INFO_ADDRESS, COMMAND_LINE_ADDRESS } from '../../../src/vmm/loaders/low-memory.js';
import { memoryRanges } from '../../../src/vmm/loaders/memory-ranges.js';
import { writeStartInfo } from '../../../src/vmm/loaders/start-info.js';
import { get, guestMemory } from './kernel-files.js';

const ramdisk = { address: 7 * MiB, size: 12_345 };
function written() {
  const memory = guestMemory(8 * MiB, MiB);
  const at = writeStartInfo(memory, { acpiRoot: 0xe0000, ramdisk });
  const field = (offset: number, size: number) => get(memory.slice(at + offset, size), 0, size);
  return { memory, at, field };
}

describe('hvm_start_info', () => {
  test('is of version 1, where loaders put boot information', () => {
    const { at, field } = written();
    expect(at).toBe(BOOT_INFO_ADDRESS);
    // "xEn3" with bit 7 of the E set.
    expect(field(0, 4)).toBe(0x336ec578);
    expect([field(4, 4), field(8, 4)]).toEqual([1, 0]);
  });

  test('points to the command line and the ACPI tables', () => {
    const { field } = written();
    expect([field(24, 8), field(32, 8)]).toEqual([COMMAND_LINE_ADDRESS, 0xe0000]);
  });

  test('has the initramfs as its one module', () => {
    const { memory, field } = written();
    expect(field(12, 4)).toBe(1);
    const module = memory.slice(field(16, 8), 32);
    expect([0, 8, 16, 24].map((offset) => get(module, offset, 8))).toEqual([7 * MiB, 12_345, 0, 0]);
  });

  test('has the memory map, with RAM above 4 GiB', () => {
    const { memory, field } = written();
    const [map, count] = [field(40, 8), field(48, 4)];
    const ranges = Array.from({ length: count }, (_, i) => {
      const entry = memory.slice(map + 24 * i, 24);
      expect(get(entry, 20, 4)).toBe(0);
      return { base: get(entry, 0, 8), size: get(entry, 8, 8), type: get(entry, 16, 4) };
    });
    expect(ranges).toEqual(memoryRanges(memory));
    expect(ranges.at(-1)).toEqual({ base: 4 * GiB, size: MiB, type: 1 });
    expect(field(52, 4)).toBe(0);
  });

  test('keeps its parts apart and on its page', () => {
    const { at, field } = written();
    const [modules, map] = [field(16, 8), field(40, 8)];
    const parts = [
      [at, at + 56],
      [modules, modules + 32],
      [map, map + 24 * field(48, 4)],
    ].sort(([a], [b]) => a! - b!);
    for (let i = 1; i < parts.length; i++) expect(parts[i]![0]).toBeGreaterThanOrEqual(parts[i - 1]![1]!);
    expect(parts.at(-1)![1]).toBeLessThanOrEqual(at + 4096);
  });

  test('without an initramfs has no modules and no list of them', () => {
    const bare = guestMemory();
    const start = writeStartInfo(bare, { acpiRoot: 0xe0000, ramdisk: null });
    expect([get(bare.slice(start + 12, 4), 0, 4), get(bare.slice(start + 16, 8), 0, 8)]).toEqual([0, 0]);
  });
});
