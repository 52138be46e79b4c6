/** Where the initramfs goes: as high in low RAM as the kernel allows, so that it is out of the kernel's way. */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../memory.js';
import { MiB } from '../memory-map.js';
import type { KernelImage } from './kernel-image.js';

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

/** Null when there is none. Throws InputError when it does not fit. */
export function placeInitramfs(
  { initramfs, name }: KernelImage,
  memory: GuestMemory,
  { above, limit }: InitramfsBounds,
): Ramdisk | null {
  if (initramfs === null) return null;
  const lowEnd = memory.regions[0]!.bytes.length;
  const address = Math.floor((Math.min(lowEnd, limit) - initramfs.length) / PAGE) * PAGE;
  if (address < above) {
    const needed = Math.ceil((above + initramfs.length) / MiB) + 1;
    throw new InputError(
      'initramfs-too-large',
      `the initramfs of ${initramfs.length} bytes does not fit beside ${name}; together they need ${needed} MiB`,
      [`--memory size=${needed + 64}M`],
    );
  }
  memory.write(address, initramfs);
  return { address, size: initramfs.length };
}
