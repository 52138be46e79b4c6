/** The guest's RAM: how it is split around the hole below 4 GiB, where this process has it, how each thread sees it. */
import { EnvironmentError } from '../../trace/errors.js';
import { GuestMemory, LONGEST_SLICE, type MemoryRegion, viewsOf } from '../bus/memory.js';
import { FOUR_GIB, GiB, MiB, MMIO_HOLE_START } from '../bus/memory-map.js';
import type { MemorySlot } from '../kvm/kvm-system.js';
import type { Libc, Pointer } from '../kvm/libc.js';

/** Guest memory begins on a boundary of this size, so that the host can use huge pages for it. */
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

/** Throws EnvironmentError when the host has no memory. Undo steps are added to `cleanUp`. */
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

/** Node 20 has no array of more bytes. Larger ones would be fewer, and V8 collects garbage once for each that is made. */
const LONGEST_VIEW = 4 * GiB;

/** Guest memory as the calling thread sees it, all of it from now on. */
export function viewRam(libc: Libc, ranges: readonly RamRange[]): GuestMemory {
  return new GuestMemory(viewsOf(ranges.flatMap((range) => viewRange(libc, range))));
}

/**
 * Guest memory for a thread that needs a few places of it once: only what is asked for is viewed. V8 takes a view of all of
 * it for memory that this program has come to use, and collects garbage beside the guest.
 */
export function openRam(libc: Libc, ranges: readonly RamRange[]): GuestMemory {
  let regions: readonly MemoryRegion[] | null = null;
  return new GuestMemory({
    ranges: ranges.map(({ guestAddress, size }) => ({ base: guestAddress, size })),
    regions() {
      regions ??= ranges.flatMap((range) => viewRange(libc, range));
      return regions;
    },
    bytesAt(address, length) {
      if (length > LONGEST_SLICE) return null;
      const { guestAddress, hostAddress } = ranges.findLast((range) => range.guestAddress <= address)!;
      return new Uint8Array(libc.view(hostAddress + BigInt(address - guestAddress), length));
    },
  });
}

/** Parts that overlap, so that what crosses the border of one lies wholly in the next. */
function viewRange(libc: Libc, { guestAddress, size, hostAddress }: RamRange): MemoryRegion[] {
  const regions: MemoryRegion[] = [];
  for (let start = 0; ; start += LONGEST_VIEW - LONGEST_SLICE) {
    const length = Math.min(size - start, LONGEST_VIEW);
    const bytes = new Uint8Array(libc.view(hostAddress + BigInt(start), length));
    regions.push({ base: guestAddress + start, bytes });
    if (start + length === size) return regions;
  }
}

/** Untouched memory costs nothing; huge pages keep the guest's page walks short. */
function mapAligned(libc: Libc, size: number, cleanUp: (() => void)[]): Pointer {
  const length = size + HUGE_PAGE;
  const mapping = libc.mapAnonymous(length);
  if (mapping === null) {
    throw new EnvironmentError('no-memory', `the host does not have ${size / MiB} MiB for guest memory`, [
      'give the guest less: --memory 512M',
    ]);
  }
  cleanUp.push(() => libc.unmap(mapping, length));
  const mask = BigInt(HUGE_PAGE - 1);
  const address = (mapping + mask) & ~mask;
  libc.adviseHugePages(address, size);
  return address;
}
