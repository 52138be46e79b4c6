/** The RAM that a kernel may be loaded into: from 1 MiB to the hole below 4 GiB. Below 1 MiB are the loaders' tables. */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../bus/memory.js';
import { MiB, MMIO_HOLE_START } from '../bus/memory-map.js';

export const KERNEL_ROOM_START = MiB;
export const KERNEL_ROOM_END = MMIO_HOLE_START;

/** What `--memory` should leave beside the least that a kernel needs. */
const SPARE_MIB = 64;

export interface KernelRange {
  /** Guest address and bytes as the file gives them: any number from 0 to 2^64. */
  readonly address: number;
  readonly size: number;
}

/** Throws InputError, naming the file as `name`, unless the whole range is RAM that a kernel may be loaded into. */
export function requireRoom(memory: GuestMemory, name: string, { address, size }: KernelRange): void {
  const end = address + size;
  if (address < KERNEL_ROOM_START || end > KERNEL_ROOM_END) {
    throw new InputError(
      'kernel-misplaced',
      `${name} wants ${size} bytes at ${hex(address)}; kernels go between ${hex(KERNEL_ROOM_START)} and ${hex(KERNEL_ROOM_END)}`,
      ['link it for address 0x100000 (1 MiB) or above', 'check that the file is complete'],
    );
  }
  const low = memory.ranges[0]!.size;
  if (end > low) {
    const needed = Math.ceil(end / MiB);
    throw new InputError(
      'kernel-too-large',
      `${name} needs at least ${needed} MiB of memory; the guest has ${low / MiB} MiB`,
      [moreMemory(needed)],
    );
  }
}

/** The flag that gives a guest the memory it lacks, with some to spare. */
export function moreMemory(neededMiB: number): string {
  return `--memory size=${neededMiB + SPARE_MIB}M`;
}

export function hex(address: number): string {
  return `0x${address.toString(16)}`;
}
