/**
 * ELF images with a PVH entry (Xen's x86/HVM direct boot ABI, docs/misc/pvh): an uncompressed Linux kernel (vmlinux) or
 * a firmware such as rust-hypervisor-firmware, EDK2's CloudHv build and GRUB, in files of 32 or 64 bits. Entered in 32-bit protected mode with the address of hvm_start_info in EBX.
 */
import { isElf, PT_LOAD } from '../../inspect/elf.js';
import { InputError } from '../../trace/errors.js';
import { writeCommandLine } from './command-line.js';
import { type ElfSegment, findNote, readSegments } from './elf.js';
import { placeInitramfs } from './initramfs.js';
import type { KernelImage, KernelLoader } from './kernel-image.js';
import { hex, KERNEL_ROOM_END, requireRoom } from './kernel-room.js';
import { COMMAND_LINE_ROOM, STACK_TOP } from './low-memory.js';
import { writeStartInfo } from './start-info.js';

/** The note whose description is the physical address of the 32-bit entry point; XEN_ELFNOTE_PHYS32_ENTRY. */
const PHYS32_ENTRY = { owner: 'Xen', type: 18 } as const;

/** A note that every Linux kernel has since 4.18 (include/linux/build-salt.h), whatever the salt. */
const LINUX_BUILD_SALT = { owner: 'Linux', type: 0x100 } as const;

export const pvhElf: KernelLoader = {
  id: 'pvh-elf',
  accepts: isElf,
  isLinux({ kernel, name }) {
    return hasLinuxNote(kernel, readSegments(kernel, name));
  },
  load(image, memory) {
    const { kernel, name, acpiRoot } = image;
    const segments = readSegments(kernel, name);
    const loads = segments.filter(({ type, memorySize }) => type === PT_LOAD && memorySize > 0);
    const entry = findEntry(image, segments, loads);
    for (const segment of loads) requireRoom(memory, name, { ...segment, size: segment.memorySize });
    for (const { address, offset, fileSize } of loads) {
      memory.write(address, kernel.subarray(offset, offset + fileSize));
    }
    writeCommandLine(image, memory, COMMAND_LINE_ROOM - 1);
    const above = Math.max(...loads.map(({ address, memorySize }) => address + memorySize));
    const ramdisk = placeInitramfs(image, memory, { above, limit: KERNEL_ROOM_END });
    const startInfo = writeStartInfo(memory, { acpiRoot, ramdisk });
    const registers = { rip: entry, rsp: STACK_TOP, rbx: startInfo };
    return { mode: 'protected32', pageTables: 0, isLinux: hasLinuxNote(kernel, segments), registers };
  },
};

function hasLinuxNote(kernel: Uint8Array, segments: readonly ElfSegment[]): boolean {
  return findNote(kernel, segments, LINUX_BUILD_SALT) !== null;
}

function findEntry(
  { kernel, name }: KernelImage,
  segments: readonly ElfSegment[],
  loads: readonly ElfSegment[],
): number {
  const description = findNote(kernel, segments, PHYS32_ENTRY);
  const entry = description === null ? null : readAddress(description);
  if (entry === null) {
    throw new InputError(
      'no-pvh-entry',
      `${name} is an ELF file without a PVH entry (note XEN_ELFNOTE_PHYS32_ENTRY)`,
      isMultiboot(kernel)
        ? ['boot it with --engine qemu, which supports its multiboot header']
        : ['build the kernel with CONFIG_PVH=y, or boot its bzImage'],
    );
  }
  if (loads.some(({ address, memorySize }) => entry >= address && entry < address + memorySize)) return entry;
  throw new InputError(
    'elf-malformed',
    `${name} has its PVH entry at ${hex(entry)}, where it loads nothing`,
    ['check that the file is complete'],
  );
}

/** 32 bits by the ABI; 64-bit kernels write 64, of which the upper half is zero. Null when it is neither. */
function readAddress(bytes: Uint8Array): number | null {
  if (bytes.length !== 4 && bytes.length !== 8) return null;
  return bytes.reduceRight((address, byte) => address * 256 + byte, 0);
}

/** Multiboot Specification 0.6.96, 3.1.1: aligned words in the first 8 KiB, of which the third makes their sum zero. Xen has them. */
const MULTIBOOT_MAGIC = 0x1bad_b002;
const MULTIBOOT_ROOM = 8192;

function isMultiboot(kernel: Uint8Array): boolean {
  const fields = new DataView(kernel.buffer, kernel.byteOffset, kernel.byteLength);
  for (let at = 0; at + 12 <= Math.min(kernel.length, MULTIBOOT_ROOM); at += 4) {
    if (fields.getUint32(at, true) !== MULTIBOOT_MAGIC) continue;
    const rest = fields.getUint32(at + 4, true) + fields.getUint32(at + 8, true);
    if ((MULTIBOOT_MAGIC + rest) % 2 ** 32 === 0) return true;
  }
  return false;
}
