/** The files a guest boots from: read, recognised, and put into its memory. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { InputError } from '../../trace/errors.js';
import type { Guest, GuestKernel } from '../../trace/guest.js';
import { hostLimit } from '../../trace/host-limit.js';
import type { GuestMemory } from '../bus/memory.js';
import type { AcpiMachine } from '../loaders/acpi.js';
import type { BootState } from '../loaders/boot-state.js';
import { findLoader, loadKernel } from '../loaders/index.js';
import { pvhElf } from '../loaders/pvh-elf.js';
import { checkRom, loadRom } from '../loaders/rom.js';
import type { ImageKind } from './board.js';

export interface BootImages {
  readonly kind: ImageKind;
  /** To be mapped so that it ends at 4 GiB; null for a kernel that is entered directly. */
  readonly rom: Uint8Array | null;
  /** Puts into memory what belongs there; says how the first vCPU starts. Throws InputError when it does not fit. */
  load(memory: GuestMemory, acpi: AcpiMachine): BootState;
}

/** Throws InputError for a file that cannot be read or is not what it should be. */
export function readBootImages({ firmware, kernel }: Guest): BootImages {
  if (kernel !== undefined) return kernelImages(kernel, readImage(kernel.kernel));
  if (firmware === undefined)
    throw new InputError('no-image', 'a guest needs --firmware or --kernel', ['--kernel PATH']);
  const image = readImage(firmware);
  // Cloud Hypervisor takes firmware with a PVH entry by either flag.
  if (pvhElf.accepts(image))
    return kernelImages({ kernel: firmware, initramfs: null, commandLine: '' }, image);
  checkRom(image, firmware);
  return { kind: 'rom', rom: image, load: (memory) => loadRom(image, memory) };
}

function kernelImages(files: GuestKernel, kernel: Uint8Array): BootImages {
  const loader = findLoader(kernel, files.kernel);
  const initramfs = files.initramfs === null ? null : readImage(files.initramfs);
  const image = { name: files.kernel, kernel, initramfs, commandLine: files.commandLine };
  return {
    kind: loader.isLinux(image) ? 'linux' : 'pvh',
    rom: null,
    load: (memory, acpi) => loadKernel(loader, image, { memory, acpi }),
  };
}

/** Why a file could not be read, by error code, in a person's words. */
const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a directory',
  ERR_FS_FILE_TOO_LARGE: 'it has more than 2 GiB',
};

function readImage(path: string): Uint8Array {
  checkImageFile(path);
  return reading(path, () => readFileSync(path));
}

/** Throws InputError when an image is not a file that can be read. */
export function checkImageFile(path: string): void {
  const stats = reading(path, () => {
    accessSync(path, constants.R_OK);
    return statSync(path);
  });
  if (stats.isDirectory()) throw unreadable(path, READ_FAILURES['EISDIR']!);
  // A device such as /dev/zero may have no end.
  if (stats.isCharacterDevice() || stats.isBlockDevice())
    throw unreadable(path, 'it is a device, not a file');
}

function reading<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw hostLimit(error) ?? unreadable(path, READ_FAILURES[code] ?? code);
  }
}

function unreadable(path: string, why: string): InputError {
  return new InputError('unreadable-image', `cannot read ${path}: ${why}`, ['check the path of the image']);
}
