/**
 * ELF images with a PVH entry (Xen's x86/HVM direct boot ABI, public/arch-x86/hvm/start_info.h): an uncompressed Linux
 * kernel (vmlinux) or a firmware such as rust-hypervisor-firmware. Entered in 32-bit protected mode with the address of
 * hvm_start_info in EBX.
 */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../memory.js';
import { writeCommandLine } from './command-line.js';
import { placeInitramfs, type Ramdisk } from './initramfs.js';
import type { KernelImage, KernelLoader } from './kernel-image.js';
import { BOOT_INFO_ADDRESS, COMMAND_LINE_ADDRESS, COMMAND_LINE_ROOM, STACK_TOP } from './low-memory.js';
import { memoryRanges } from './memory-ranges.js';

/** Offsets in the ELF64 file header. */
const EHDR = { class: 4, data: 5, machine: 18, phoff: 32, phentsize: 54, phnum: 56, size: 64 } as const;
/** Offsets in a program header. */
const PHDR = { type: 0, offset: 8, paddr: 24, filesz: 32, memsz: 40, size: 56 } as const;
const ELF_MAGIC = 0x464c_457f;
const ELFCLASS64 = 2;
const ELFDATA2LSB = 1;
const EM_X86_64 = 62;
const PT_LOAD = 1;
const PT_NOTE = 4;
const MAX_PROGRAM_HEADERS = 256;

const NOTE_NAME = 'Xen\0';
const XEN_ELFNOTE_PHYS32_ENTRY = 18;

/** Offsets in struct hvm_start_info, version 1. */
const START_INFO = {
  magic: 0,
  version: 4,
  nr_modules: 12,
  modlist_paddr: 16,
  cmdline_paddr: 24,
  rsdp_paddr: 32,
  memmap_paddr: 40,
  memmap_entries: 48,
  size: 56,
} as const;
const START_INFO_MAGIC = 0x336e_c578;
const MODULE_LIST = BOOT_INFO_ADDRESS + 0x100;
const MODULE_SIZE = 32;
const MEMORY_MAP = BOOT_INFO_ADDRESS + 0x200;
const MEMORY_MAP_ENTRY = 24;

interface Segment {
  readonly type: number;
  readonly offset: number;
  readonly address: number;
  readonly fileSize: number;
  readonly memorySize: number;
}

export const pvhElf: KernelLoader = {
  id: 'pvh-elf',
  accepts: (kernel) => kernel.length >= 4 && fieldsOf(kernel).getUint32(0, true) === ELF_MAGIC,
  load(image, memory) {
    const segments = readSegments(image);
    const entry = findEntry(image, segments);
    const loads = segments.filter(({ type, memorySize }) => type === PT_LOAD && memorySize > 0);
    for (const segment of loads) loadSegment(image, segment, memory);
    const above = Math.max(...loads.map(({ address, memorySize }) => address + memorySize));
    writeCommandLine(image, memory, COMMAND_LINE_ROOM - 1);
    const ramdisk = placeInitramfs(image, memory, { above, limit: Number.MAX_SAFE_INTEGER });
    writeStartInfo(image, memory, ramdisk);
    return {
      mode: 'protected32',
      pageTables: 0,
      registers: { rip: entry, rsp: STACK_TOP, rbx: BOOT_INFO_ADDRESS },
    };
  },
};

function readSegments({ kernel, name }: KernelImage): Segment[] {
  const fields = fieldsOf(kernel);
  const truncated = () =>
    new InputError('elf-truncated', `${name} is a truncated ELF file of ${kernel.length} bytes`, [
      'check that the file is complete',
    ]);
  if (kernel.length < EHDR.size) throw truncated();
  if (
    kernel[EHDR.class] !== ELFCLASS64 ||
    kernel[EHDR.data] !== ELFDATA2LSB ||
    fields.getUint16(EHDR.machine, true) !== EM_X86_64
  ) {
    throw new InputError(
      'elf-foreign',
      `${name} is an ELF file for another machine; a 64-bit x86 one is expected`,
    );
  }
  const start = Number(fields.getBigUint64(EHDR.phoff, true));
  const count = fields.getUint16(EHDR.phnum, true);
  const size = fields.getUint16(EHDR.phentsize, true);
  if (count > MAX_PROGRAM_HEADERS || size < PHDR.size || start + count * size > kernel.length)
    throw truncated();
  return Array.from({ length: count }, (_, index) => {
    const at = start + index * size;
    const number = (offset: number) => Number(fields.getBigUint64(at + offset, true));
    const segment = {
      type: fields.getUint32(at + PHDR.type, true),
      offset: number(PHDR.offset),
      address: number(PHDR.paddr),
      fileSize: number(PHDR.filesz),
      memorySize: number(PHDR.memsz),
    };
    if (segment.offset + segment.fileSize > kernel.length) throw truncated();
    return segment;
  });
}

function loadSegment(
  { kernel, name }: KernelImage,
  { offset, address, fileSize, memorySize }: Segment,
  memory: GuestMemory,
): void {
  if (fileSize > memorySize || !memory.contains(address, memorySize)) {
    throw new InputError(
      'kernel-too-large',
      `${name} wants ${memorySize} bytes at 0x${address.toString(16)}, where the guest has no memory`,
      ['give the guest more: --memory size=1G'],
    );
  }
  memory.write(address, kernel.subarray(offset, offset + fileSize));
}

/** Walks the notes; each is three words, a name and a description, padded to 4 bytes. */
function findEntry({ kernel, name }: KernelImage, segments: readonly Segment[]): number {
  const fields = fieldsOf(kernel);
  for (const { type, offset, fileSize } of segments) {
    if (type !== PT_NOTE) continue;
    const end = offset + fileSize;
    for (let at = offset; at + 12 <= end; ) {
      const nameSize = fields.getUint32(at, true);
      const descriptionSize = fields.getUint32(at + 4, true);
      const nameAt = at + 12;
      const descriptionAt = nameAt + align4(nameSize);
      const next = descriptionAt + align4(descriptionSize);
      if (next > end) break;
      if (
        fields.getUint32(at + 8, true) === XEN_ELFNOTE_PHYS32_ENTRY &&
        isXen(kernel, nameAt, nameSize) &&
        descriptionSize >= 4
      ) {
        return fields.getUint32(descriptionAt, true);
      }
      at = next;
    }
  }
  throw new InputError(
    'no-pvh-entry',
    `${name} is an ELF file without a PVH entry (note XEN_ELFNOTE_PHYS32_ENTRY)`,
    ['build the kernel with CONFIG_PVH=y, or boot its bzImage'],
  );
}

function isXen(kernel: Uint8Array, at: number, size: number): boolean {
  return (
    size === NOTE_NAME.length &&
    [...NOTE_NAME].every((character, i) => kernel[at + i] === character.charCodeAt(0))
  );
}

function align4(size: number): number {
  return Math.ceil(size / 4) * 4;
}

function writeStartInfo(image: KernelImage, memory: GuestMemory, ramdisk: Ramdisk | null): void {
  const info = memory.view(BOOT_INFO_ADDRESS, START_INFO.size);
  const ranges = memoryRanges(memory);
  info.setUint32(START_INFO.magic, START_INFO_MAGIC, true);
  info.setUint32(START_INFO.version, 1, true);
  info.setUint32(START_INFO.nr_modules, ramdisk === null ? 0 : 1, true);
  info.setBigUint64(START_INFO.modlist_paddr, BigInt(ramdisk === null ? 0 : MODULE_LIST), true);
  info.setBigUint64(START_INFO.cmdline_paddr, BigInt(COMMAND_LINE_ADDRESS), true);
  info.setBigUint64(START_INFO.rsdp_paddr, BigInt(image.acpiRoot), true);
  info.setBigUint64(START_INFO.memmap_paddr, BigInt(MEMORY_MAP), true);
  info.setUint32(START_INFO.memmap_entries, ranges.length, true);
  if (ramdisk !== null) {
    const module = memory.view(MODULE_LIST, MODULE_SIZE);
    module.setBigUint64(0, BigInt(ramdisk.address), true);
    module.setBigUint64(8, BigInt(ramdisk.size), true);
  }
  const map = memory.view(MEMORY_MAP, ranges.length * MEMORY_MAP_ENTRY);
  ranges.forEach(({ base, size, type }, index) => {
    map.setBigUint64(index * MEMORY_MAP_ENTRY, BigInt(base), true);
    map.setBigUint64(index * MEMORY_MAP_ENTRY + 8, BigInt(size), true);
    map.setUint32(index * MEMORY_MAP_ENTRY + 16, type, true);
  });
}

function fieldsOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
