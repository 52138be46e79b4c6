/** Kernels as bytes, built field by field from the boot protocols, and guest memory to load them into. */
import { expect } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import type { KernelImage } from '../../../src/vmm/loaders/kernel-image.js';

/** Fields of the Linux setup header: offset and bytes (Documentation/arch/x86/boot.rst). */
export const SETUP_HEADER = {
  setup_sects: [0x1f1, 1],
  syssize: [0x1f4, 4],
  boot_flag: [0x1fe, 2],
  jump: [0x200, 2],
  header: [0x202, 4],
  version: [0x206, 2],
  type_of_loader: [0x210, 1],
  loadflags: [0x211, 1],
  code32_start: [0x214, 4],
  ramdisk_image: [0x218, 4],
  ramdisk_size: [0x21c, 4],
  cmd_line_ptr: [0x228, 4],
  initrd_addr_max: [0x22c, 4],
  kernel_alignment: [0x230, 4],
  relocatable_kernel: [0x234, 1],
  min_alignment: [0x235, 1],
  xloadflags: [0x236, 2],
  cmdline_size: [0x238, 4],
  pref_address: [0x258, 8],
  init_size: [0x260, 4],
} as const;

export type SetupField = keyof typeof SETUP_HEADER;
type Fields = Partial<Record<SetupField, number | bigint>>;

export function put(bytes: Uint8Array, at: number, size: number, value: number | bigint): void {
  for (let i = 0; i < size; i++) bytes[at + i] = Number((BigInt(value) >> BigInt(8 * i)) & 0xffn);
}

export function get(bytes: Uint8Array, at: number, size: number): number {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[at + i]!);
  return Number(value);
}

/** Every byte says where it is, so that each can be found again; none is zero. */
export function pattern(size: number, step = 1): Uint8Array {
  return Uint8Array.from({ length: size }, (_, i) => ((i * step) % 251) + 1);
}

export const SETUP_SIZE = 1024;

/** A bzImage that wants 1 MiB at 2 MiB, with one sector of setup code and `code` as its 64-bit part. */
export function bzImageFile(fields: Fields = {}, code = pattern(0x1000)): Uint8Array {
  const file = new Uint8Array(SETUP_SIZE + code.length);
  file.fill(0xcc, 0, SETUP_SIZE);
  file.fill(0, 0x1f1, 0x290);
  const all: Fields = {
    setup_sects: 1,
    syssize: Math.ceil(code.length / 16),
    boot_flag: 0xaa55,
    jump: 0x6aeb,
    header: 0x5372_6448,
    version: 0x020f,
    loadflags: 1,
    code32_start: 0x10_0000,
    initrd_addr_max: 0x7fff_ffff,
    kernel_alignment: 0x20_0000,
    relocatable_kernel: 1,
    min_alignment: 21,
    xloadflags: 1,
    cmdline_size: 2047,
    pref_address: 2 * MiB,
    init_size: MiB,
    ...fields,
  };
  for (const [name, value] of Object.entries(all)) {
    const [at, size] = SETUP_HEADER[name as SetupField];
    put(file, at, size, value);
  }
  file.set(code, SETUP_SIZE);
  return file;
}

export interface ElfPart {
  readonly type?: number;
  readonly address?: number | bigint;
  readonly content?: Uint8Array;
  readonly memorySize?: number | bigint;
  readonly alignment?: number;
}

export const ELF = {
  machine: 18,
  phoff: 32,
  phentsize: 54,
  phnum: 56,
  headerSize: 64,
  programHeaderSize: 56,
} as const;

/** A 64-bit x86 ELF file with these segments. */
export function elfFile(parts: readonly ElfPart[]): Uint8Array {
  const { headerSize, programHeaderSize } = ELF;
  const start = headerSize + parts.length * programHeaderSize;
  const size = parts.reduce((sum, { content }) => sum + (content?.length ?? 0), start);
  const file = new Uint8Array(size);
  file.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
  put(file, 16, 2, 2);
  put(file, 18, 2, 62);
  put(file, 20, 4, 1);
  put(file, ELF.phoff, 8, headerSize);
  put(file, 52, 2, headerSize);
  put(file, ELF.phentsize, 2, programHeaderSize);
  put(file, ELF.phnum, 2, parts.length);
  let offset = start;
  parts.forEach(({ type = 1, address = 0, content = new Uint8Array(), memorySize, alignment = 4 }, i) => {
    const at = headerSize + i * programHeaderSize;
    put(file, at, 4, type);
    put(file, at + 8, 8, offset);
    put(file, at + 24, 8, address);
    put(file, at + 32, 8, content.length);
    put(file, at + 40, 8, memorySize ?? content.length);
    put(file, at + 48, 8, alignment);
    file.set(content, offset);
    offset += content.length;
  });
  return file;
}

/** A 32-bit x86 ELF file with these segments. */
export function elf32File(parts: readonly ElfPart[]): Uint8Array {
  const [headerSize, programHeaderSize] = [52, 32];
  const start = headerSize + parts.length * programHeaderSize;
  const size = parts.reduce((sum, { content }) => sum + (content?.length ?? 0), start);
  const file = new Uint8Array(size);
  file.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]);
  put(file, 16, 2, 2);
  put(file, ELF.machine, 2, 3);
  put(file, 20, 4, 1);
  put(file, 28, 4, headerSize);
  put(file, 40, 2, headerSize);
  put(file, 42, 2, programHeaderSize);
  put(file, 44, 2, parts.length);
  let offset = start;
  parts.forEach(({ type = 1, address = 0, content = new Uint8Array(), memorySize, alignment = 4 }, i) => {
    const at = headerSize + i * programHeaderSize;
    put(file, at, 4, type);
    put(file, at + 4, 4, offset);
    put(file, at + 12, 4, address);
    put(file, at + 16, 4, content.length);
    put(file, at + 20, 4, memorySize ?? content.length);
    put(file, at + 28, 4, alignment);
    file.set(content, offset);
    offset += content.length;
  });
  return file;
}

/** One ELF note; owner and description padded to `alignment` as the generic ABI says. */
export function elfNote(owner: string, type: number, description: Uint8Array, alignment = 4): Uint8Array {
  const up = (value: number) => Math.ceil(value / alignment) * alignment;
  const descriptionAt = up(12 + owner.length);
  const note = new Uint8Array(up(descriptionAt + description.length));
  put(note, 0, 4, owner.length);
  put(note, 4, 4, description.length);
  put(note, 8, 4, type);
  note.set(Buffer.from(owner, 'latin1'), 12);
  note.set(description, descriptionAt);
  return note;
}

export function word(value: number, size = 4): Uint8Array {
  const bytes = new Uint8Array(size);
  put(bytes, 0, size, value);
  return bytes;
}

export const PT_NOTE = 4;

/** A PVH kernel of 0x1000 bytes (and as many of zeroes) at 2 MiB, entered 0x40 bytes in. */
export function pvhFile(): Uint8Array {
  return elfFile([
    { address: 2 * MiB, content: pattern(0x1000), memorySize: 0x2000 },
    { type: PT_NOTE, content: elfNote('Xen\0', 18, word(2 * MiB + 0x40)) },
  ]);
}

/** RAM of that size; above 3 GiB it goes on at 4 GiB, though never that much is there in a test. */
export function guestMemory(low = 8 * MiB, high = 0): GuestMemory {
  const regions = [{ base: 0, bytes: new Uint8Array(low) }];
  if (high > 0) regions.push({ base: 4 * GiB, bytes: new Uint8Array(high) });
  return new GuestMemory(regions);
}

export function kernelImage(kernel: Uint8Array, rest: Partial<KernelImage> = {}): KernelImage {
  return { name: 'vmlinuz', kernel, initramfs: null, commandLine: 'quiet', acpiRoot: 0xe0000, ...rest };
}

/** What an InputError says, one line each: its code, its message, then what to do. */
export function refusal(action: () => unknown): readonly string[] {
  let error: unknown;
  try {
    action();
  } catch (thrown) {
    error = thrown;
  }
  if (!(error instanceof InputError)) throw new Error(`no InputError but ${error}`);
  expect(error.exitCode).toBe(2);
  expect(error.nextSteps.length).toBeGreaterThan(0);
  return [error.code, error.message, ...error.nextSteps];
}
