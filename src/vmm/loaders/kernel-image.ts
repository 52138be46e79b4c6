/** What a loader is given and gives back. */
import type { GuestMemory } from '../bus/memory.js';
import type { DirectEntry } from './boot-state.js';

export interface KernelImage {
  /** For messages: the path as typed. */
  readonly name: string;
  readonly kernel: Uint8Array;
  readonly initramfs: Uint8Array | null;
  readonly commandLine: string;
  /** Guest address of the ACPI root pointer, already in memory. */
  readonly acpiRoot: number;
}

/** Puts a kernel and what belongs to it into RAM. Throws InputError for an image that it cannot boot. */
export interface KernelLoader {
  readonly id: string;
  /** Judges the file by its magic numbers alone. */
  accepts(kernel: Uint8Array): boolean;
  /** Whether a file that it accepts is a Linux kernel. Throws InputError for one that it cannot read. */
  isLinux(image: Pick<KernelImage, 'kernel' | 'name'>): boolean;
  load(image: KernelImage, memory: GuestMemory): DirectEntry;
}
