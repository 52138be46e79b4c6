/** The memory map that a guest kernel is given, in the terms of the e820 BIOS call. */
import type { GuestMemory } from '../bus/memory.js';
import { MiB } from '../bus/memory-map.js';
import { ACPI_TABLES_ADDRESS, CONVENTIONAL_MEMORY_END } from './low-memory.js';

export const E820_RAM = 1;
export const E820_RESERVED = 2;

export interface MemoryRange {
  readonly base: number;
  readonly size: number;
  readonly type: typeof E820_RAM | typeof E820_RESERVED;
}

/** RAM below 640 KiB, the BIOS area with the ACPI tables, RAM from 1 MiB to the hole, RAM above 4 GiB. */
export function memoryRanges(memory: GuestMemory): readonly MemoryRange[] {
  const [low, ...high] = memory.ranges;
  return [
    { base: 0, size: CONVENTIONAL_MEMORY_END, type: E820_RAM },
    { base: ACPI_TABLES_ADDRESS, size: MiB - ACPI_TABLES_ADDRESS, type: E820_RESERVED },
    { base: MiB, size: low!.size - MiB, type: E820_RAM },
    ...high.map(({ base, size }) => ({ base, size, type: E820_RAM as typeof E820_RAM })),
  ];
}
