/**
 * Linux bzImage by the kernel's 64-bit boot protocol (Documentation/arch/x86/boot.rst, 2.12 and newer): the protected-
 * mode part at its preferred address, entered 0x200 bytes in, in long mode, with boot_params in RSI. The real-mode
 * setup code is not run, so nothing is asked of a BIOS.
 */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../bus/memory.js';
import { FOUR_GIB } from '../bus/memory-map.js';
import { encodeCommandLine, writeCommandLine } from './command-line.js';
import { writeIdentityMap } from './identity-map.js';
import { placeInitramfs, type Ramdisk } from './initramfs.js';
import type { KernelImage, KernelLoader } from './kernel-image.js';
import { KERNEL_ROOM_END, requireRoom } from './kernel-room.js';
import { BOOT_INFO_ADDRESS, COMMAND_LINE_ADDRESS, STACK_TOP } from './low-memory.js';
import { memoryRanges } from './memory-ranges.js';

/** Offsets in the file and in boot_params alike (struct setup_header). */
const HEADER = {
  setup_sects: 0x1f1,
  syssize: 0x1f4,
  jump: 0x200,
  header: 0x202,
  version: 0x206,
  type_of_loader: 0x210,
  code32_start: 0x214,
  ramdisk_image: 0x218,
  ramdisk_size: 0x21c,
  cmd_line_ptr: 0x228,
  initrd_addr_max: 0x22c,
  kernel_alignment: 0x230,
  relocatable_kernel: 0x234,
  xloadflags: 0x236,
  cmdline_size: 0x238,
  pref_address: 0x258,
  init_size: 0x260,
  /** End of what protocol 2.12 has. */
  end_2_12: 0x268,
} as const;

/** Offsets in struct boot_params. */
const BOOT_PARAMS = {
  acpi_rsdp_addr: 0x70,
  ext_ramdisk_image: 0xc0,
  ext_ramdisk_size: 0xc4,
  e820_entries: 0x1e8,
  /** The setup header must end here at the latest. */
  edd_mbr_sig_buffer: 0x290,
  e820_table: 0x2d0,
} as const;
const BOOT_PARAMS_SIZE = 4096;
const E820_ENTRY_SIZE = 20;

const HEADER_MAGIC = 0x5372_6448; // "HdrS"
const OLDEST_VERSION = 0x020c;
const XLF_KERNEL_64 = 1 << 0;
const XLF_CAN_BE_LOADED_ABOVE_4G = 1 << 1;
/** What runs the part of a bzImage that is left out here. */
const THROUGH_BIOS = 'boot it with --engine qemu, which runs its 16-bit part with a BIOS';
const LOADER_UNDEFINED = 0xff;
const SECTOR = 512;
/** What setup_sects 0 stands for. */
const DEFAULT_SETUP_SECTORS = 4;
const PARAGRAPH = 16;
/** Where a kernel without a preferred address goes. */
const DEFAULT_LOAD_ADDRESS = 0x10_0000;
const ENTRY_64 = 0x200;

export const bzImage: KernelLoader = {
  id: 'bzimage',
  accepts: (kernel) =>
    kernel.length >= HEADER.version && fieldsOf(kernel).getUint32(HEADER.header, true) === HEADER_MAGIC,
  isLinux: () => true,
  load(image, memory) {
    const header = readHeader(image);
    const { loadAddress: address } = header;
    const code = image.kernel.subarray(header.setupSize);
    const size = Math.max(header.runtimeSize, code.length);
    // Even a relocatable kernel moves itself up to its preferred address, so a lower one would save no memory.
    requireRoom(memory, image.name, { address, size });
    memory.write(address, code);
    writeCommandLine(image, memory, header.commandLineLimit);
    const ramdisk = placeInitramfs(image, memory, { above: address + size, limit: header.initramfsLimit });
    writeBootParams(image, memory, { header, ramdisk });
    return {
      mode: 'long64',
      pageTables: writeIdentityMap(memory),
      isLinux: true,
      registers: { rip: address + ENTRY_64, rsp: STACK_TOP, rsi: BOOT_INFO_ADDRESS },
    };
  },
};

/** A kernel for a firmware that loads it itself, by the boot protocol or as the EFI program that it is too. */
export interface FirmwareKernel {
  readonly setup: Uint8Array;
  readonly kernel: Uint8Array;
  readonly initramfs: Uint8Array | null;
  readonly commandLine: Uint8Array;
}

/** Throws InputError for an image that is none, and for a command line that is too long for it. */
export function splitForFirmware(image: Omit<KernelImage, 'acpiRoot'>): FirmwareKernel {
  const { kernel, name, initramfs } = image;
  if (!bzImage.accepts(kernel)) {
    throw new InputError(
      'not-a-bzimage',
      `${name} is no Linux bzImage, and firmware starts no other kernel`,
      ['kernels of Debian are /boot/vmlinuz-*', 'leave out --firmware'],
    );
  }
  const { setupSize, commandLineLimit } = readHeader(image);
  return {
    setup: kernel.subarray(0, setupSize),
    kernel: kernel.subarray(setupSize),
    initramfs,
    commandLine: encodeCommandLine(image, commandLineLimit),
  };
}

interface SetupHeader {
  /** Bytes of the real-mode part, before the kernel itself. */
  readonly setupSize: number;
  /** Offset of the end of the header, in the file and in boot_params. */
  readonly end: number;
  readonly loadAddress: number;
  /** Memory that the kernel needs from its load address on until it reads the memory map. */
  readonly runtimeSize: number;
  /** First address that the initramfs may not reach. */
  readonly initramfsLimit: number;
  /** Longest command line without its final zero. */
  readonly commandLineLimit: number;
}

function readHeader({ kernel, name }: Pick<KernelImage, 'kernel' | 'name'>): SetupHeader {
  if (kernel.length < HEADER.end_2_12) throw truncated(name, kernel.length, HEADER.end_2_12);
  const fields = fieldsOf(kernel);
  const xloadflags = fields.getUint16(HEADER.xloadflags, true);
  checkProtocol(name, { version: fields.getUint16(HEADER.version, true), xloadflags });
  // The byte at 0x201 says how far the header reaches past 0x202.
  const end = HEADER.header + kernel[HEADER.jump + 1]!;
  if (end < HEADER.end_2_12 || end > BOOT_PARAMS.edd_mbr_sig_buffer) {
    throw new InputError(
      'kernel-malformed',
      `${name} has a setup header that ends at 0x${end.toString(16)}; 0x268 to 0x290 is expected`,
      ['check that the file is complete'],
    );
  }
  const setupSize = ((kernel[HEADER.setup_sects]! || DEFAULT_SETUP_SECTORS) + 1) * SECTOR;
  const codeSize = Math.max(fields.getUint32(HEADER.syssize, true) * PARAGRAPH, ENTRY_64 + 1);
  // The size is in whole paragraphs, so a few bytes less may be all there is. Signatures make a file longer.
  if (kernel.length <= setupSize + codeSize - PARAGRAPH) {
    throw truncated(name, kernel.length, setupSize + codeSize);
  }
  return {
    setupSize,
    end,
    ...readPlacement(fields),
    initramfsLimit:
      (xloadflags & XLF_CAN_BE_LOADED_ABOVE_4G) !== 0
        ? KERNEL_ROOM_END
        : fields.getUint32(HEADER.initrd_addr_max, true) + 1,
    commandLineLimit: fields.getUint32(HEADER.cmdline_size, true),
  };
}

function checkProtocol(name: string, found: { readonly version: number; readonly xloadflags: number }): void {
  const { version, xloadflags } = found;
  if (version < OLDEST_VERSION) {
    throw new InputError(
      'kernel-too-old',
      `${name} has boot protocol ${version >>> 8}.${version & 0xff}; 2.12 (Linux 3.8) is the oldest that boots here`,
      [`${THROUGH_BIOS}, as iPXE's .lkrn and memdisk need it`, 'boot a kernel of Linux 3.8 or newer'],
    );
  }
  if ((xloadflags & XLF_KERNEL_64) === 0) {
    throw new InputError('kernel-not-64-bit', `${name} has no 64-bit entry point: it is a 32-bit kernel`, [
      'use the x86-64 build of this kernel',
      THROUGH_BIOS,
    ]);
  }
}

/** A relocatable kernel starts to run at the next address that is a multiple of its alignment. */
function readPlacement(fields: DataView): Pick<SetupHeader, 'loadAddress' | 'runtimeSize'> {
  const loadAddress = Number(fields.getBigUint64(HEADER.pref_address, true)) || DEFAULT_LOAD_ADDRESS;
  const isRelocatable = fields.getUint8(HEADER.relocatable_kernel) !== 0;
  const alignment = isRelocatable ? Math.max(fields.getUint32(HEADER.kernel_alignment, true), 1) : 1;
  const start = Math.ceil(loadAddress / alignment) * alignment;
  return { loadAddress, runtimeSize: start - loadAddress + fields.getUint32(HEADER.init_size, true) };
}

function truncated(name: string, found: number, expected: number): InputError {
  return new InputError(
    'kernel-truncated',
    `${name} is a truncated bzImage: ${found} bytes, ${expected} expected`,
    ['check that the file is complete'],
  );
}

function writeBootParams(
  image: KernelImage,
  memory: GuestMemory,
  { header, ramdisk }: { readonly header: SetupHeader; readonly ramdisk: Ramdisk | null },
): void {
  memory.slice(BOOT_INFO_ADDRESS, BOOT_PARAMS_SIZE).fill(0);
  const params = memory.view(BOOT_INFO_ADDRESS, BOOT_PARAMS_SIZE);
  const copied = image.kernel.subarray(HEADER.setup_sects, header.end);
  memory.write(BOOT_INFO_ADDRESS + HEADER.setup_sects, copied);
  params.setUint8(HEADER.type_of_loader, LOADER_UNDEFINED);
  params.setUint32(HEADER.code32_start, header.loadAddress, true);
  params.setUint32(HEADER.cmd_line_ptr, COMMAND_LINE_ADDRESS, true);
  if (ramdisk !== null) {
    setSplit(params, HEADER.ramdisk_image, BOOT_PARAMS.ext_ramdisk_image, ramdisk.address);
    setSplit(params, HEADER.ramdisk_size, BOOT_PARAMS.ext_ramdisk_size, ramdisk.size);
  }
  params.setBigUint64(BOOT_PARAMS.acpi_rsdp_addr, BigInt(image.acpiRoot), true);
  const ranges = memoryRanges(memory);
  params.setUint8(BOOT_PARAMS.e820_entries, ranges.length);
  ranges.forEach(({ base, size, type }, index) => {
    const at = BOOT_PARAMS.e820_table + index * E820_ENTRY_SIZE;
    params.setBigUint64(at, BigInt(base), true);
    params.setBigUint64(at + 8, BigInt(size), true);
    params.setUint32(at + 16, type, true);
  });
}

/** Fields of 64 bits whose upper half was added later, elsewhere. */
function setSplit(params: DataView, low: number, high: number, value: number): void {
  params.setUint32(low, value % FOUR_GIB, true);
  params.setUint32(high, Math.floor(value / FOUR_GIB), true);
}

function fieldsOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
