/**
 * Linux bzImage by the kernel's 64-bit boot protocol (Documentation/arch/x86/boot.rst, 2.12 and newer): the protected-
 * mode part at its preferred address, entered 0x200 bytes in, in long mode, with boot_params in RSI. The real-mode
 * setup code is not run, so nothing is asked of a BIOS.
 */
import { InputError } from '../../trace/errors.js';
import type { GuestMemory } from '../memory.js';
import { MiB } from '../memory-map.js';
import { writeCommandLine } from './command-line.js';
import { writeIdentityMap } from './identity-map.js';
import { placeInitramfs, type Ramdisk } from './initramfs.js';
import type { KernelImage, KernelLoader } from './kernel-image.js';
import { BOOT_INFO_ADDRESS, COMMAND_LINE_ADDRESS, STACK_TOP } from './low-memory.js';
import { memoryRanges } from './memory-ranges.js';

/** Offsets in the file and in boot_params alike (struct setup_header). */
const HEADER = {
  setup_sects: 0x1f1,
  syssize: 0x1f4,
  header: 0x202,
  jump: 0x200,
  version: 0x206,
  type_of_loader: 0x210,
  ramdisk_image: 0x218,
  ramdisk_size: 0x21c,
  cmd_line_ptr: 0x228,
  initrd_addr_max: 0x22c,
  xloadflags: 0x236,
  cmdline_size: 0x238,
  pref_address: 0x258,
  init_size: 0x260,
} as const;

/** Offsets in struct boot_params. */
const BOOT_PARAMS = {
  acpi_rsdp_addr: 0x70,
  ext_ramdisk_image: 0xc0,
  ext_ramdisk_size: 0xc4,
  e820_entries: 0x1e8,
  e820_table: 0x2d0,
} as const;
const BOOT_PARAMS_SIZE = 4096;
const E820_ENTRY_SIZE = 20;

const HEADER_MAGIC = 0x5372_6448; // "HdrS"
const OLDEST_VERSION = 0x020c;
const XLF_KERNEL_64 = 1 << 0;
const LOADER_UNDEFINED = 0xff;
const SECTOR = 512;
/** What setup_sects 0 stands for. */
const DEFAULT_SETUP_SECTORS = 4;
const ENTRY_64 = 0x200;
const FOUR_GIB = 2 ** 32;

export const bzImage: KernelLoader = {
  id: 'bzimage',
  accepts: (kernel) =>
    kernel.length > HEADER.init_size + 4 && fieldsOf(kernel).getUint32(HEADER.header, true) === HEADER_MAGIC,
  load(image, memory) {
    const header = readHeader(image);
    const code = image.kernel.subarray(header.setupSize);
    const room = Math.max(header.initSize, code.length);
    if (!memory.contains(header.loadAddress, room)) {
      const needed = Math.ceil((header.loadAddress + room) / MiB);
      throw new InputError('kernel-too-large', `${image.name} needs at least ${needed} MiB of memory`, [
        `--memory size=${needed + 64}M`,
      ]);
    }
    memory.write(header.loadAddress, code);
    writeCommandLine(image, memory, header.commandLineLimit);
    const ramdisk = placeInitramfs(image, memory, {
      above: header.loadAddress + room,
      limit: header.initrdAddrMax + 1,
    });
    writeBootParams(image, memory, ramdisk);
    return {
      mode: 'long64',
      pageTables: writeIdentityMap(memory),
      registers: { rip: header.loadAddress + ENTRY_64, rsp: STACK_TOP, rsi: BOOT_INFO_ADDRESS },
    };
  },
};

interface SetupHeader {
  /** Bytes of the real-mode part, before the kernel itself. */
  readonly setupSize: number;
  readonly loadAddress: number;
  /** Memory that the kernel needs from its load address on until it reads the memory map. */
  readonly initSize: number;
  readonly initrdAddrMax: number;
  /** Longest command line without its final zero. */
  readonly commandLineLimit: number;
}

function readHeader({ kernel, name }: KernelImage): SetupHeader {
  const fields = fieldsOf(kernel);
  const version = fields.getUint16(HEADER.version, true);
  if (version < OLDEST_VERSION) {
    const found = `${version >>> 8}.${version & 0xff}`;
    throw new InputError(
      'kernel-too-old',
      `${name} has boot protocol ${found}; 2.12 (Linux 3.8) is the oldest that boots here`,
    );
  }
  const xloadflags = fields.getUint16(HEADER.xloadflags, true);
  if ((xloadflags & XLF_KERNEL_64) === 0) {
    throw new InputError('kernel-not-64-bit', `${name} has no 64-bit entry point: it is a 32-bit kernel`);
  }
  const setupSectors = kernel[HEADER.setup_sects]! || DEFAULT_SETUP_SECTORS;
  const setupSize = (setupSectors + 1) * SECTOR;
  if (kernel.length <= setupSize + ENTRY_64) {
    throw new InputError(
      'kernel-truncated',
      `${name} ends within its setup code: ${kernel.length} bytes, more than ${setupSize + ENTRY_64} expected`,
      ['check that the file is complete'],
    );
  }
  const syssize = fields.getUint32(HEADER.syssize, true) * 16;
  if (kernel.length < setupSize + syssize - 16) {
    throw new InputError(
      'kernel-truncated',
      `${name} has ${kernel.length} bytes; its header says ${setupSize + syssize}`,
      ['check that the file is complete'],
    );
  }
  return {
    setupSize,
    loadAddress: Number(fields.getBigUint64(HEADER.pref_address, true)),
    initSize: fields.getUint32(HEADER.init_size, true),
    initrdAddrMax: fields.getUint32(HEADER.initrd_addr_max, true),
    commandLineLimit: fields.getUint32(HEADER.cmdline_size, true),
  };
}

function writeBootParams(image: KernelImage, memory: GuestMemory, ramdisk: Ramdisk | null): void {
  const params = memory.view(BOOT_INFO_ADDRESS, BOOT_PARAMS_SIZE);
  new Uint8Array(params.buffer, params.byteOffset, params.byteLength).fill(0);
  // The byte at 0x201 says how far the header reaches past 0x202.
  const headerEnd = HEADER.header + image.kernel[HEADER.jump + 1]!;
  memory.write(BOOT_INFO_ADDRESS + HEADER.setup_sects, image.kernel.subarray(HEADER.setup_sects, headerEnd));
  params.setUint8(HEADER.type_of_loader, LOADER_UNDEFINED);
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
