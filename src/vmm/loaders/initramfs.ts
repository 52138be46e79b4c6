/** Where the initramfs goes: as high in low RAM as the kernel allows, so that it is out of the kernel's way. */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../bus/memory.js';
import { MiB } from '../bus/memory-map.js';
import type { KernelImage } from './kernel-image.js';
import { hex, KERNEL_ROOM_END, moreMemory } from './kernel-room.js';

const PAGE = 4096;

export interface Ramdisk {
  readonly address: number;
  readonly size: number;
}

export interface InitramfsBounds {
  /** End of what the kernel needs for itself. */
  readonly above: number;
  /** First address that the kernel cannot take it from. */
  readonly limit: number;
}

/** Null when there is none, or none of its bytes. Throws InputError when it does not fit. */
export function placeInitramfs(
  { initramfs, name }: KernelImage,
  memory: GuestMemory,
  { above, limit }: InitramfsBounds,
): Ramdisk | null {
  if (initramfs === null || initramfs.length === 0) return null;
  const { length } = initramfs;
  const lowEnd = memory.ranges[0]!.size;
  const address = alignDown(Math.min(lowEnd, limit) - length);
  if (address < above) {
    const what = `the initramfs of ${length} bytes does not fit`;
    const highest = Math.min(KERNEL_ROOM_END, limit);
    if (alignDown(highest - length) < above) {
      throw new InputError(
        'initramfs-too-large',
        `${what} between the end of ${name} at ${hex(above)} and ${hex(highest)}, below which it has to be`,
        ['make it smaller, or put the files on a disk'],
      );
    }
    const needed = Math.ceil((above + length + PAGE) / MiB);
    throw new InputError('initramfs-too-large', `${what} beside ${name}; together they need ${needed} MiB`, [
      moreMemory(needed),
    ]);
  }
  memory.write(address, initramfs);
  return { address, size: length };
}

function alignDown(address: number): number {
  return Math.floor(address / PAGE) * PAGE;
}
