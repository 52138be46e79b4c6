/**
 * The symbol table of an ELF file, 32 or 64 bits, little-endian (gABI, chapter 4): `.symtab`, or `.dynsym` of a file that
 * was stripped. Leaves out debug information, and what belongs to no section.
 */
import { InputError } from '../../trace/errors.js';
import {
  ELFCLASS64,
  ELFDATA2LSB,
  readByteOrder,
  readClass,
  readSectionHeader,
  readWord,
  SHF_EXECINSTR,
  SHT_DYNSYM,
  SHT_SYMTAB,
  STB_LOCAL,
  STB_WEAK,
  STT_FUNC,
  STT_NOTYPE,
  SYM32,
  SYM64,
  sectionHeaders,
} from '../elf.js';
import { viewOf } from '../guest-bytes.js';
import { type GuestSymbol, MAX_SYMBOLS } from './symbol-table.js';

const MAX_NAME = 4096;

interface Section {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** Throws InputError when it is cut short or has no symbols. `file` names the input in messages. */
export function parseSymbolElf(bytes: Uint8Array, file: string): GuestSymbol[] {
  try {
    return readSymbols(bytes, file);
  } catch (error) {
    // Every read goes through a DataView or a checked slice: what is outside the file is a RangeError.
    if (!(error instanceof RangeError)) throw error;
    throw new InputError('bad-elf', `${file}: the ELF file is truncated or damaged.`);
  }
}

function readSymbols(bytes: Uint8Array, file: string): GuestSymbol[] {
  const view = viewOf(bytes);
  if (readByteOrder(view) !== ELFDATA2LSB) {
    throw new InputError(
      'bad-elf',
      `${file}: this ELF file is big-endian, but x86 guests are little-endian.`,
    );
  }
  const is64 = readClass(view) === ELFCLASS64;
  const sections = readSections(view, is64);
  const table =
    sections.find(({ type }) => type === SHT_SYMTAB) ?? sections.find(({ type }) => type === SHT_DYNSYM);
  const strings = sections[table?.link ?? -1];
  if (table === undefined || strings === undefined) {
    throw new InputError('no-symbols', `${file}: this ELF file has no symbol table: it was stripped.`, [
      'give the unstripped file, or the output of `nm` for it',
    ]);
  }
  const symbols = [...symbolsOf({ view, is64, sections, table, strings })];
  if (symbols.length === 0) throw new InputError('no-symbols', `${file}: its symbol table is empty.`);
  return symbols;
}

function readSections(view: DataView, is64: boolean): readonly Section[] {
  const { offset, count, size } = sectionHeaders(view, is64);
  const start = toNumber(offset);
  return Array.from({ length: count }, (_, index): Section => {
    const header = readSectionHeader(view, start + index * size, is64);
    return {
      type: header.type,
      flags: toNumber(header.flags),
      offset: toNumber(header.offset),
      size: toNumber(header.size),
      link: header.link,
    };
  });
}

interface Elf {
  readonly view: DataView;
  readonly is64: boolean;
  readonly sections: readonly Section[];
  readonly table: Section;
  readonly strings: Section;
}

function* symbolsOf({ view, is64, sections, table, strings }: Elf): Generator<GuestSymbol> {
  const symbol = is64 ? SYM64 : SYM32;
  const count = Math.min(Math.floor(table.size / symbol.bytes), MAX_SYMBOLS);
  const text = new Uint8Array(view.buffer, view.byteOffset + strings.offset, strings.size);
  for (let index = 0; index < count; index += 1) {
    const at = table.offset + index * symbol.bytes;
    const info = view.getUint8(at + symbol.info);
    const section = view.getUint16(at + symbol.section, true);
    const kind = info & 0xf;
    if (sections[section] === undefined || section === 0 || kind > STT_FUNC) continue;
    const name = readName(text, view.getUint32(at + symbol.name, true));
    if (name === '') continue;
    yield {
      address: readWord(view, at + symbol.value, is64),
      name,
      type: letterOf(kind, info >> 4, sections[section]),
      size: toNumber(readWord(view, at + symbol.size, is64)) || null,
    };
  }
}

/** As nm would write it, without telling initialised data from data that is not. */
function letterOf(kind: number, binding: number, { flags }: Section): string {
  if (binding === STB_WEAK) return 'W';
  const isText = kind === STT_FUNC || (kind === STT_NOTYPE && (flags & SHF_EXECINSTR) !== 0);
  const letter = isText ? 'T' : 'D';
  return binding === STB_LOCAL ? letter.toLowerCase() : letter;
}

function readName(text: Uint8Array, start: number): string {
  const end = text.subarray(start, start + MAX_NAME).indexOf(0);
  return end < 0 ? '' : Buffer.from(text.subarray(start, start + end)).toString('utf8');
}

/** A size or an offset; beyond 2^53 it is outside any file. */
function toNumber(value: bigint): number {
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new RangeError('outside the file');
  return Number(value);
}
