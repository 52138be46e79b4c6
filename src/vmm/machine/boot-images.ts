/** The files a guest boots from: read, recognised, and put into its memory. */
import { accessSync, constants, readFileSync, statSync } from 'node:fs';
import { InputError } from '../../trace/errors.js';
import type { Guest, GuestKernel } from '../../trace/guest.js';
import { hostLimit } from '../../trace/host-limit.js';
import type { GuestMemory } from '../bus/memory.js';
import type { BootState } from '../loaders/boot-state.js';
import { type FirmwareKernel, splitForFirmware } from '../loaders/bzimage.js';
import { findLoader, loadKernel, type TableMachine } from '../loaders/index.js';
import { pvhElf } from '../loaders/pvh-elf.js';
import { checkRom, loadRom } from '../loaders/rom.js';
import type { ImageKind } from './board.js';

export interface BootImages {
  readonly kind: ImageKind;
  /** What a ROM is to start, in memory that threads share; null for what it finds on a disk. */
  readonly firmwareKernel: FirmwareKernel | null;
  /** To be mapped so that it ends at 4 GiB; null for a kernel that is entered directly. */
  readonly rom: Uint8Array | null;
  /**
   * Loads the images into memory and returns the start state of the first vCPU. Throws InputError when an image does
   * not fit.
   */
  load(memory: GuestMemory, tables: TableMachine): BootState;
}

/** Throws InputError for a file that cannot be read or is not what it should be. */
export function readBootImages({ firmware, kernel }: Guest): BootImages {
  if (firmware === undefined && kernel !== undefined) return kernelImages(kernel, readImage(kernel.kernel));
  if (firmware === undefined)
    throw new InputError('no-image', 'a guest needs --firmware or --kernel', ['--kernel PATH']);
  const image = readImage(firmware);
  // Cloud Hypervisor takes firmware with a PVH entry by either flag.
  if (pvhElf.accepts(image)) {
    if (kernel !== undefined) throw noKernelFor(firmware);
    return kernelImages({ kernel: firmware, initramfs: null, commandLine: '' }, image);
  }
  checkRom(image, firmware);
  const firmwareKernel = kernel === undefined ? null : kernelForRom(kernel);
  return { kind: 'rom', rom: image, firmwareKernel, load: (memory) => loadRom(image, memory) };
}

function noKernelFor(firmware: string): InputError {
  return new InputError(
    'two-images',
    `${firmware} has a PVH entry: such firmware takes no kernel by --kernel, which only a ROM image such as OVMF.fd does`,
    ['put the kernel on a disk: --disk path=PATH', 'leave out --firmware'],
  );
}

function kernelForRom(files: GuestKernel): FirmwareKernel {
  const { setup, kernel, initramfs, commandLine } = splitForFirmware(
    readKernelFiles(files, readImage(files.kernel)),
  );
  return {
    setup: shared(setup),
    kernel: shared(kernel),
    initramfs: initramfs === null ? null : shared(initramfs),
    commandLine: shared(commandLine),
  };
}

function shared(bytes: Uint8Array): Uint8Array {
  const copy = new Uint8Array(new SharedArrayBuffer(bytes.length));
  copy.set(bytes);
  return copy;
}

function readKernelFiles({ kernel: name, initramfs, commandLine }: GuestKernel, kernel: Uint8Array) {
  return { name, kernel, initramfs: initramfs === null ? null : readImage(initramfs), commandLine };
}

function kernelImages(files: GuestKernel, kernel: Uint8Array): BootImages {
  const loader = findLoader(kernel, files.kernel);
  const image = readKernelFiles(files, kernel);
  return {
    kind: loader.isLinux(image) ? 'linux' : 'pvh',
    rom: null,
    firmwareKernel: null,
    load: (memory, tables) => loadKernel(loader, image, { memory, ...tables }),
  };
}

/** Why a file could not be read, by error code, in a person's words. */
const READ_FAILURES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'no permission to read it',
  EISDIR: 'it is a directory',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
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
