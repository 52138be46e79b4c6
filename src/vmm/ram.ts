/** The guest's RAM: how it is split around the hole below 4 GiB, where this process has it, how each thread sees it. */
import { EnvironmentError } from '../trace/errors.js';
import type { MemorySlot } from './kvm/handles.js';
import type { Libc, Pointer } from './kvm/libc.js';
import { GuestMemory } from './memory.js';
import { FOUR_GIB, MiB, MMIO_HOLE_START } from './memory-map.js';

/** Guest memory begins on such a boundary, so that the host can use huge pages for it. */
const HUGE_PAGE = 2 * MiB;

const SLOT_LOW = 0;
const SLOT_HIGH = 1;
/** The first slot that RAM does not use. */
export const FIRST_FREE_SLOT = 2;

/** RAM where the guest and where this process have it; passes between threads. */
export interface RamRange {
  readonly guestAddress: number;
  readonly hostAddress: Pointer;
  readonly size: number;
}

/** Bytes of RAM below and above 4 GiB. */
export function splitMemory(memorySize: number): { readonly lowMemory: number; readonly highMemory: number } {
  const lowMemory = Math.min(memorySize, MMIO_HOLE_START);
  return { lowMemory, highMemory: memorySize - lowMemory };
}

/** Throws EnvironmentError when the host has no room. What is to be undone is added to `cleanUp`. */
export function allocateRam(memorySize: number, libc: Libc, cleanUp: (() => void)[]): MemorySlot[] {
  const { lowMemory, highMemory } = splitMemory(memorySize);
  const hostAddress = mapAligned(libc, memorySize, cleanUp);
  const low = { slot: SLOT_LOW, guestAddress: 0, size: lowMemory, hostAddress, flags: 0 };
  if (highMemory === 0) return [low];
  const high = {
    slot: SLOT_HIGH,
    guestAddress: FOUR_GIB,
    size: highMemory,
    hostAddress: hostAddress + BigInt(lowMemory),
    flags: 0,
  };
  return [low, high];
}

/** Guest memory as the calling thread sees it. */
export function viewRam(libc: Libc, ranges: readonly RamRange[]): GuestMemory {
  return new GuestMemory(
    ranges.map(({ guestAddress, size, hostAddress }) => ({
      base: guestAddress,
      bytes: new Uint8Array(libc.view(hostAddress, size)),
    })),
  );
}

/** Untouched memory costs nothing; huge pages keep the guest's page walks short. */
function mapAligned(libc: Libc, size: number, cleanUp: (() => void)[]): Pointer {
  const length = size + HUGE_PAGE;
  const mapping = libc.mapAnonymous(length);
  if (mapping === null) {
    throw new EnvironmentError('no-memory', `the host has no room for ${size / MiB} MiB of guest memory`, [
      'give the guest less: --memory 512M',
    ]);
  }
  cleanUp.push(() => libc.unmap(mapping, length));
  const mask = BigInt(HUGE_PAGE - 1);
  const address = (mapping + mask) & ~mask;
  libc.adviseHugePages(address, size);
  return address;
}
