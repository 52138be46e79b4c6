/**
 * ELF64 files for x86 (System V gABI, chapter 5): program headers and notes, which is all that a loader needs. Sections,
 * symbols and relocations are not read. Every number is the file's word and is checked before it is used.
 */
import { InputError } from '../../trace/errors.js';

/** Offsets in the file header. */
const EHDR = { class: 4, data: 5, machine: 18, phoff: 32, phentsize: 54, phnum: 56, size: 64 } as const;
/** Offsets in a program header. */
const PHDR = { type: 0, offset: 8, paddr: 24, filesz: 32, memsz: 40, align: 48, size: 56 } as const;
const ELF_MAGIC = 0x464c_457f;
const ELFCLASS64 = 2;
const ELFDATA2LSB = 1;
const EM_X86_64 = 62;
const MAX_PROGRAM_HEADERS = 256;

export const PT_LOAD = 1;
const PT_NOTE = 4;
/** Notes are a few hundred bytes; what lies further into a segment is not searched. */
const MAX_NOTES_SIZE = 64 * 1024;
const NOTE_HEADER_SIZE = 12;

export interface ElfSegment {
  readonly type: number;
  /** Bytes of the file: `offset` plus `fileSize` lie within it. */
  readonly offset: number;
  readonly fileSize: number;
  /** Physical address and bytes in memory: any number from 0 to 2^64. */
  readonly address: number;
  readonly memorySize: number;
  readonly alignment: number;
}

/** Whether the first four bytes are ELF's. */
export function isElf(file: Uint8Array): boolean {
  return file.length >= 4 && fieldsOf(file).getUint32(0, true) === ELF_MAGIC;
}

/** Throws InputError, naming the file as `name`, when it is cut off or not for 64-bit x86. */
export function readSegments(file: Uint8Array, name: string): readonly ElfSegment[] {
  if (file.length < EHDR.size) throw truncated(file, name, EHDR.size);
  const fields = fieldsOf(file);
  checkMachine(file, name);
  const start = Number(fields.getBigUint64(EHDR.phoff, true));
  const count = fields.getUint16(EHDR.phnum, true);
  const size = fields.getUint16(EHDR.phentsize, true);
  if (count > MAX_PROGRAM_HEADERS || (count > 0 && size < PHDR.size)) {
    throw new InputError(
      'elf-malformed',
      `${name} is an ELF file with ${count} program headers of ${size} bytes`,
      ['check that the file is complete'],
    );
  }
  if (start + count * size > file.length) throw truncated(file, name, start + count * size);
  return Array.from({ length: count }, (_, index) => readSegment(file, name, start + index * size));
}

function checkMachine(file: Uint8Array, name: string): void {
  const machine = fieldsOf(file).getUint16(EHDR.machine, true);
  const problem =
    file[EHDR.class] !== ELFCLASS64
      ? 'not a 64-bit one'
      : file[EHDR.data] !== ELFDATA2LSB
        ? 'big-endian'
        : machine === EM_X86_64
          ? null
          : `for machine ${machine}`;
  if (problem === null) return;
  throw new InputError(
    'elf-foreign',
    `${name} is an ELF file, but ${problem}; a 64-bit x86 one is expected`,
    ['use the x86-64 build of it'],
  );
}

function readSegment(file: Uint8Array, name: string, at: number): ElfSegment {
  const fields = fieldsOf(file);
  const number = (offset: number) => Number(fields.getBigUint64(at + offset, true));
  const segment = {
    type: fields.getUint32(at + PHDR.type, true),
    offset: number(PHDR.offset),
    address: number(PHDR.paddr),
    fileSize: number(PHDR.filesz),
    memorySize: number(PHDR.memsz),
    alignment: number(PHDR.align),
  };
  const end = segment.offset + segment.fileSize;
  if (end > file.length) throw truncated(file, name, end);
  if (segment.type === PT_LOAD && segment.fileSize > segment.memorySize) {
    throw new InputError(
      'elf-malformed',
      `${name} has a segment of ${segment.fileSize} bytes in the file and ${segment.memorySize} in memory`,
      ['check that the file is complete'],
    );
  }
  return segment;
}

function truncated(file: Uint8Array, name: string, expected: number): InputError {
  return new InputError(
    'elf-truncated',
    `${name} is a truncated ELF file: ${file.length} bytes, at least ${expected} expected`,
    ['check that the file is complete'],
  );
}

/** The description of the first note of that owner and type; null when there is none. */
export function findNote(
  file: Uint8Array,
  segments: readonly ElfSegment[],
  note: { readonly owner: string; readonly type: number },
): Uint8Array | null {
  for (const { type, offset, fileSize, alignment } of segments) {
    if (type !== PT_NOTE) continue;
    const notes = file.subarray(offset, offset + Math.min(fileSize, MAX_NOTES_SIZE));
    // Words of 4 bytes by custom, of 8 where the segment says so.
    const found = findNoteIn(notes, alignment === 8 ? 8 : 4, note);
    if (found !== null) return found;
  }
  return null;
}

/** Each note is three words, the owner's name with a final zero and a description, both padded. */
function findNoteIn(
  notes: Uint8Array,
  alignment: number,
  { owner, type }: { readonly owner: string; readonly type: number },
): Uint8Array | null {
  const fields = fieldsOf(notes);
  for (let at = 0; at + NOTE_HEADER_SIZE <= notes.length; ) {
    const nameSize = fields.getUint32(at, true);
    const descriptionAt = alignUp(at + NOTE_HEADER_SIZE + nameSize, alignment);
    const descriptionEnd = descriptionAt + fields.getUint32(at + 4, true);
    if (descriptionEnd > notes.length) return null;
    const nameAt = at + NOTE_HEADER_SIZE;
    if (
      fields.getUint32(at + 8, true) === type &&
      holdsName(notes.subarray(nameAt, nameAt + nameSize), owner)
    ) {
      return notes.subarray(descriptionAt, descriptionEnd);
    }
    at = alignUp(descriptionEnd, alignment);
  }
  return null;
}

function holdsName(bytes: Uint8Array, name: string): boolean {
  const expected = `${name}\0`;
  return bytes.length === expected.length && bytes.every((byte, i) => byte === expected.charCodeAt(i));
}

function alignUp(value: number, alignment: number): number {
  return Math.ceil(value / alignment) * alignment;
}

function fieldsOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
