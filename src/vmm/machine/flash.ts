/** The flash with a firmware's variables: its file, its place right below the firmware, and how each thread reaches it. */
import { type Diagnostic, note } from '../../trace/diagnostic.js';
import { EnvironmentError, InputError } from '../../trace/errors.js';
import type { Guest, GuestDisk, GuestFlash } from '../../trace/guest.js';
import { FOUR_GIB, MAX_FIRMWARE_SIZE, MiB } from '../bus/memory-map.js';
import { FLASH_BLOCK, type FlashParts } from '../devices/cfi-flash.js';
import { readFully, writeFully } from '../disks/disk-io.js';
import type { DiskParts } from '../disks/disk-store.js';
import { KVM_MEM_READONLY } from '../kvm/abi.js';
import { KvmVm, type MemorySlot } from '../kvm/kvm-system.js';
import type { Libc } from '../kvm/libc.js';
import { isUefiRom, keepsVariables } from '../loaders/uefi-volume.js';
import { FIRST_FREE_SLOT } from './ram.js';

/** Behind the firmware's. */
const FLASH_SLOT = FIRST_FREE_SLOT + 1;

/** Plain data, for any thread. */
export interface FlashMemory {
  /** The array as the guest reads it: memory that it cannot write. */
  readonly slot: MemorySlot;
  readonly isProtected: boolean;
  /** The file that gets what the guest writes; null where that is gone after the run. */
  readonly fd: number | null;
}

/** The flash as a disk that is opened, checked and locked as such. Not written through: it is opened to be read only. */
export function flashFile({ path, readOnly, snapshot }: GuestFlash): GuestDisk {
  return { path, readOnly: readOnly || snapshot, snapshot: false, imageType: 'raw' };
}

/** Throws InputError for a firmware that has no use for it, or for a file of another size than such a flash has. */
export function checkFlash(
  { flash, firmware }: Pick<Guest, 'flash' | 'firmware'>,
  rom: Uint8Array | null,
): void {
  if (flash === undefined) return;
  if (rom === null || firmware === undefined || !isUefiRom(rom)) {
    throw new InputError(
      'flash-without-uefi',
      '--flash holds the variables of UEFI firmware, and there is none',
      ['--firmware /usr/share/OVMF/OVMF_CODE_4M.fd', 'leave --flash out'],
    );
  }
  if (keepsVariables(rom)) {
    throw new InputError(
      'flash-not-separate',
      `${firmware} has its variables in itself, and none below it, where --flash has them`,
      ['take the firmware that goes with the file, such as OVMF_CODE_4M.fd with OVMF_VARS_4M.fd'],
    );
  }
}

/** Without a flash, UEFI firmware finds its variables as they were built, and does the work of a first boot. */
export function noteFirstBoot({ flash }: Pick<Guest, 'flash'>, rom: Uint8Array | null): Diagnostic[] {
  if (flash !== undefined || rom === null || !isUefiRom(rom)) return [];
  const message =
    'this UEFI firmware has no flash for its variables, so that every boot is a first boot; --flash vars=FILE gives it one';
  return [note('uefi-first-boot', message)];
}

export interface FlashServices {
  readonly libc: Libc;
  readonly cleanUp: (() => void)[];
}

/** Reads the file into memory of its own. Throws InputError for a size that cannot be, EnvironmentError for what the host refuses. */
export function allocateFlash(
  { path, readOnly, snapshot }: GuestFlash,
  { fd, size }: DiskParts,
  rom: Uint8Array,
  { libc, cleanUp }: FlashServices,
): FlashMemory {
  checkSize(path, size, rom.length);
  const hostAddress = libc.mapAnonymous(size);
  if (hostAddress === null) throw new EnvironmentError('no-memory', 'the host has no room for the flash');
  cleanUp.push(() => libc.unmap(hostAddress, size));
  if (!readFully(fd, new Uint8Array(libc.view(hostAddress, size)), 0))
    throw new EnvironmentError('flash-unreadable', `the host cannot read ${path}`, [
      'look for errors: dmesg',
    ]);
  const guestAddress = FOUR_GIB - rom.length - size;
  const slot = { slot: FLASH_SLOT, guestAddress, size, hostAddress, flags: KVM_MEM_READONLY };
  return { slot, isProtected: readOnly, fd: readOnly || snapshot ? null : fd };
}

function checkSize(path: string, size: number, romSize: number): void {
  const total = size + romSize;
  if (size % FLASH_BLOCK === 0 && total <= MAX_FIRMWARE_SIZE && Number.isInteger(Math.log2(total))) return;
  throw new InputError(
    'flash-size',
    `${path} has ${size} bytes and the firmware ${romSize}: together they are not 1, 2, 4, 8 or ${MAX_FIRMWARE_SIZE / MiB} MiB, as code and variables of one build are`,
    ['OVMF_CODE_4M.fd goes with OVMF_VARS_4M.fd, and OVMF_CODE.fd with OVMF_VARS.fd'],
  );
}

/** What the device needs, in the calling thread; `vmFd` is the VM's. */
export function reachFlash({ slot, isProtected, fd }: FlashMemory, libc: Libc, vmFd: number): ReachedFlash {
  const array = new Uint8Array(libc.view(slot.hostAddress, slot.size));
  const vm = new KvmVm(libc, vmFd, 0);
  return {
    address: slot.guestAddress,
    array,
    isProtected,
    // A slot of no bytes is none.
    showArray: (isShown) => vm.setMemory(isShown ? slot : { ...slot, size: 0 }),
    save: (offset, length) => fd === null || writeFully(fd, array.subarray(offset, offset + length), offset),
  };
}

export interface ReachedFlash extends Omit<FlashParts, 'state'> {
  readonly address: number;
}
