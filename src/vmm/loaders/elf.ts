/**
 * What a loader needs of an ELF file for x86, of 32 or 64 bits: its segments, checked, and its notes (System V gABI, chapter 5). Every number is the
 * file's word and is checked before it is used.
 */
import {
  EHDR32_SIZE,
  EHDR64_SIZE,
  ELFCLASS32,
  ELFCLASS64,
  ELFDATA2LSB,
  EM_386,
  EM_X86_64,
  PHDR32_SIZE,
  PHDR64_SIZE,
  PT_LOAD,
  PT_NOTE,
  programHeaders,
  readByteOrder,
  readClass,
  readMachine,
  readProgramHeader,
} from '../../inspect/elf.js';
import { InputError } from '../../trace/errors.js';

const MAX_PROGRAM_HEADERS = 256;

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

/** Throws InputError, naming the file as `name`, when it is cut off or not for x86. */
export function readSegments(file: Uint8Array, name: string): readonly ElfSegment[] {
  if (file.length < EHDR32_SIZE) throw truncated(file, name, EHDR32_SIZE);
  const fields = fieldsOf(file);
  const is64 = checkMachine(fields, name) === ELFCLASS64;
  if (is64 && file.length < EHDR64_SIZE) throw truncated(file, name, EHDR64_SIZE);
  const { offset, count, size } = programHeaders(fields, is64);
  const start = Number(offset);
  if (count > MAX_PROGRAM_HEADERS || (count > 0 && size < (is64 ? PHDR64_SIZE : PHDR32_SIZE))) {
    throw new InputError(
      'elf-malformed',
      `${name} is an ELF file with ${count} program headers of ${size} bytes`,
      ['check that the file is complete'],
    );
  }
  if (start + count * size > file.length) throw truncated(file, name, start + count * size);
  return Array.from({ length: count }, (_, index) =>
    readSegment(file, name, { at: start + index * size, is64 }),
  );
}

/**
 * The size of its words. What an x86 image says of its machine does not say how it is entered: EDK2's CloudHv build calls itself
 * an i386 one in a 64-bit file.
 */
function checkMachine(fields: DataView, name: string): number {
  const machine = readMachine(fields);
  const size = readClass(fields);
  const problem =
    readByteOrder(fields) !== ELFDATA2LSB
      ? 'big-endian'
      : machine !== EM_X86_64 && machine !== EM_386
        ? `for machine ${machine}`
        : size === ELFCLASS64 || (size === ELFCLASS32 && machine === EM_386)
          ? null
          : `of class ${size} for machine ${machine}`;
  if (problem === null) return size;
  throw new InputError('elf-foreign', `${name} is an ELF file, but ${problem}; a file for x86 is expected`, [
    'use the x86-64 build of it',
  ]);
}

function readSegment(
  file: Uint8Array,
  name: string,
  { at, is64 }: { readonly at: number; readonly is64: boolean },
): ElfSegment {
  const header = readProgramHeader(fieldsOf(file), at, is64);
  const segment = {
    type: header.type,
    offset: Number(header.offset),
    address: Number(header.physicalAddress),
    fileSize: Number(header.fileSize),
    memorySize: Number(header.memorySize),
    alignment: Number(header.alignment),
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
