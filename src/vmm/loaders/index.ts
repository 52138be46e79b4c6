/** The kernel loaders; the first that accepts a file loads it. */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../bus/memory.js';
import { type AcpiMachine, writeAcpiTables } from './acpi.js';
import type { BootState } from './boot-state.js';
import { bzImage } from './bzimage.js';
import { recogniseForeign } from './foreign-file.js';
import { writeGdt } from './gdt.js';
import type { KernelImage, KernelLoader } from './kernel-image.js';
import { pvhElf } from './pvh-elf.js';
import { type SmbiosMachine, writeSmbiosTables } from './smbios.js';

export const kernelLoaders: readonly KernelLoader[] = [bzImage, pvhElf];

/** Throws InputError when no loader knows the file; call it before memory is made. */
export function findLoader(kernel: Uint8Array, name: string): KernelLoader {
  const loader = kernelLoaders.find((candidate) => candidate.accepts(kernel));
  if (loader !== undefined) return loader;
  const foreign = recogniseForeign(kernel);
  const found = foreign === null ? '' : `${foreign.what}: `;
  throw new InputError(
    'not-a-kernel',
    `${name} is ${found}neither a Linux bzImage nor an ELF image with a PVH entry`,
    foreign === null
      ? ['boot a ROM image with --firmware', 'kernels of Debian are /boot/vmlinuz-*']
      : [foreign.next],
  );
}

/** What the tables that a guest finds in memory say of its machine. */
export interface TableMachine {
  readonly acpi: AcpiMachine;
  readonly smbios: SmbiosMachine;
}

/** Puts the kernel, what belongs to it and the tables into memory. Throws InputError for what cannot boot. */
export function loadKernel(
  loader: KernelLoader,
  image: Omit<KernelImage, 'acpiRoot'>,
  { memory, acpi, smbios }: TableMachine & { readonly memory: GuestMemory },
): BootState {
  writeSmbiosTables(memory, smbios);
  const acpiRoot = writeAcpiTables(memory, acpi);
  const entry = loader.load({ ...image, acpiRoot }, memory);
  return { ...entry, gdt: writeGdt(memory, entry.mode) };
}
