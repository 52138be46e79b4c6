/**
 * How ELF files are laid out (System V gABI, chapters 4 and 5): file header, section headers, program headers and symbols, in
 * little-endian. This file judges nothing: a read outside of the bytes is a RangeError of DataView, and a number that
 * has 64 bits in the file is a bigint, since a file may hold any.
 */

const MAGIC = [0x7f, 0x45, 0x4c, 0x46];

export const ELFCLASS32 = 1;
export const ELFCLASS64 = 2;
export const ELFDATA2LSB = 1;
export const EM_386 = 3;
export const EM_X86_64 = 62;
export const PT_LOAD = 1;
export const PT_NOTE = 4;
export const SHT_SYMTAB = 2;
export const SHT_DYNSYM = 11;
export const SHF_EXECINSTR = 0x4;
export const STT_NOTYPE = 0;
export const STT_FUNC = 2;
export const STB_LOCAL = 0;
export const STB_WEAK = 2;

/** Where the file header has what, for both sizes of word. */
const IDENT = { class: 4, data: 5 } as const;
const EHDR_MACHINE = 18;
const EHDR64 = { phoff: 32, shoff: 40, phentsize: 54, phnum: 56, shentsize: 58, shnum: 60 } as const;
const EHDR32 = { phoff: 28, shoff: 32, phentsize: 42, phnum: 44, shentsize: 46, shnum: 48 } as const;
const SHDR64 = { type: 4, flags: 8, offset: 24, size: 32, link: 40 } as const;
const SHDR32 = { type: 4, flags: 8, offset: 16, size: 20, link: 24 } as const;
const PHDR64 = { type: 0, offset: 8, paddr: 24, filesz: 32, memsz: 40, align: 48 } as const;
const PHDR32 = { type: 0, offset: 4, paddr: 12, filesz: 16, memsz: 20, align: 28 } as const;

/** Bytes of the file header and of a program header. */
export const EHDR64_SIZE = 64;
export const PHDR64_SIZE = 56;
export const EHDR32_SIZE = 52;
export const PHDR32_SIZE = 32;

/** A symbol's bytes, and where in them its parts are. `info`: STT_ in the low half of the byte, STB_ in the high one. */
export const SYM64 = { bytes: 24, name: 0, info: 4, section: 6, value: 8, size: 16 } as const;
export const SYM32 = { bytes: 16, name: 0, value: 4, size: 8, info: 12, section: 14 } as const;

/** Whether bytes begin as an ELF file does. */
export function isElf(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** ELFCLASS32 or ELFCLASS64, or what is neither. */
export function readClass(view: DataView): number {
  return view.getUint8(IDENT.class);
}

/** ELFDATA2LSB, or another order of bytes. */
export function readByteOrder(view: DataView): number {
  return view.getUint8(IDENT.data);
}

export function readMachine(view: DataView): number {
  return view.getUint16(EHDR_MACHINE, true);
}

/** An address, offset or size, as wide as the words of the file. */
export function readWord(view: DataView, at: number, is64: boolean): bigint {
  return is64 ? view.getBigUint64(at, true) : BigInt(view.getUint32(at, true));
}

/** Headers of one kind, which follow one another. */
export interface ElfHeaders {
  readonly offset: bigint;
  readonly count: number;
  /** Bytes from one to the next. */
  readonly size: number;
}

export function sectionHeaders(view: DataView, is64: boolean): ElfHeaders {
  const { shoff, shnum, shentsize } = is64 ? EHDR64 : EHDR32;
  return {
    offset: readWord(view, shoff, is64),
    count: view.getUint16(shnum, true),
    size: view.getUint16(shentsize, true),
  };
}

export function programHeaders(view: DataView, is64: boolean): ElfHeaders {
  const { phoff, phnum, phentsize } = is64 ? EHDR64 : EHDR32;
  return {
    offset: readWord(view, phoff, is64),
    count: view.getUint16(phnum, true),
    size: view.getUint16(phentsize, true),
  };
}

export interface ElfSectionHeader {
  readonly type: number;
  readonly flags: bigint;
  readonly offset: bigint;
  readonly size: bigint;
  /** Another section: of a symbol table that of its names. */
  readonly link: number;
}

export function readSectionHeader(view: DataView, at: number, is64: boolean): ElfSectionHeader {
  const header = is64 ? SHDR64 : SHDR32;
  return {
    type: view.getUint32(at + header.type, true),
    flags: readWord(view, at + header.flags, is64),
    offset: readWord(view, at + header.offset, is64),
    size: readWord(view, at + header.size, is64),
    link: view.getUint32(at + header.link, true),
  };
}

export interface ElfProgramHeader {
  readonly type: number;
  readonly offset: bigint;
  readonly physicalAddress: bigint;
  readonly fileSize: bigint;
  readonly memorySize: bigint;
  readonly alignment: bigint;
}

export function readProgramHeader(view: DataView, at: number, is64: boolean): ElfProgramHeader {
  const header = is64 ? PHDR64 : PHDR32;
  const word = (offset: number): bigint => readWord(view, at + offset, is64);
  return {
    type: view.getUint32(at + header.type, true),
    offset: word(header.offset),
    physicalAddress: word(header.paddr),
    fileSize: word(header.filesz),
    memorySize: word(header.memsz),
    alignment: word(header.align),
  };
}
