/**
 * The symbol table of an ELF file, 32 or 64 bits, little-endian (gABI, chapter 4): `.symtab`, or `.dynsym` of a file that
 * was stripped. Leaves out debug information, and what belongs to no section.
 */
import { InputError } from '../../trace/errors.js';
import { type GuestSymbol, MAX_SYMBOLS } from './symbol-table.js';

const CLASS_64 = 2;
const LITTLE_ENDIAN = 1;
const SECTION = { symtab: 2, dynsym: 11 } as const;
const EXECUTABLE = 0x4;
const SYMBOL_TYPE = { none: 0, object: 1, function: 2 } as const;
const BINDING = { local: 0, weak: 2 } as const;
const MAX_NAME = 4096;

interface Section {
  readonly type: number;
  readonly flags: number;
  readonly offset: number;
  readonly size: number;
  readonly link: number;
}

/** True when the bytes begin as an ELF file does. */
export function isElf(bytes: Uint8Array): boolean {
  return bytes[0] === 0x7f && bytes[1] === 0x45 && bytes[2] === 0x4c && bytes[3] === 0x46;
}

/** Throws InputError when it is cut short or has no symbols. `file` names the input in messages. */
export function parseSymbolElf(bytes: Uint8Array, file: string): GuestSymbol[] {
  try {
    return readSymbols(bytes, file);
  } catch (error) {
    // Every read goes through a DataView or a checked slice: what is outside the file is a RangeError.
    if (!(error instanceof RangeError)) throw error;
    throw new InputError('bad-elf', `${file}: the ELF file is cut short or damaged.`);
  }
}

function readSymbols(bytes: Uint8Array, file: string): GuestSymbol[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (view.getUint8(5) !== LITTLE_ENDIAN) {
    throw new InputError('bad-elf', `${file}: this ELF file is big-endian; no x86 guest is.`);
  }
  const is64 = view.getUint8(4) === CLASS_64;
  const sections = readSections(view, is64);
  const table =
    sections.find(({ type }) => type === SECTION.symtab) ??
    sections.find(({ type }) => type === SECTION.dynsym);
  const strings = sections[table?.link ?? -1];
  if (table === undefined || strings === undefined) {
    throw new InputError('no-symbols', `${file}: this ELF file has no symbol table: it was stripped.`, [
      'give the file as the linker made it, or what `nm` printed of it',
    ]);
  }
  const symbols = [...symbolsOf({ view, is64, sections, table, strings })];
  if (symbols.length === 0) throw new InputError('no-symbols', `${file}: its symbol table is empty.`);
  return symbols;
}

function readSections(view: DataView, is64: boolean): readonly Section[] {
  const start = is64 ? toNumber(view.getBigUint64(0x28, true)) : view.getUint32(0x20, true);
  const entry = view.getUint16(is64 ? 0x3a : 0x2e, true);
  const count = view.getUint16(is64 ? 0x3c : 0x30, true);
  return Array.from({ length: count }, (_, index): Section => {
    const at = start + index * entry;
    const word = (offset64: number, offset32: number): number =>
      is64 ? toNumber(view.getBigUint64(at + offset64, true)) : view.getUint32(at + offset32, true);
    return {
      type: view.getUint32(at + 4, true),
      flags: word(8, 8),
      offset: word(0x18, 0x10),
      size: word(0x20, 0x14),
      link: view.getUint32(at + (is64 ? 0x28 : 0x18), true),
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
  const entry = is64 ? 24 : 16;
  const count = Math.min(Math.floor(table.size / entry), MAX_SYMBOLS);
  const text = new Uint8Array(view.buffer, view.byteOffset + strings.offset, strings.size);
  for (let index = 0; index < count; index += 1) {
    const at = table.offset + index * entry;
    const info = view.getUint8(at + (is64 ? 4 : 12));
    const section = view.getUint16(at + (is64 ? 6 : 14), true);
    const kind = info & 0xf;
    if (sections[section] === undefined || section === 0 || kind > SYMBOL_TYPE.function) continue;
    const name = readName(text, view.getUint32(at, true));
    if (name === '') continue;
    yield {
      address: is64 ? view.getBigUint64(at + 8, true) : BigInt(view.getUint32(at + 4, true)),
      name,
      type: letterOf(kind, info >> 4, sections[section]),
      size: (is64 ? toNumber(view.getBigUint64(at + 16, true)) : view.getUint32(at + 8, true)) || null,
    };
  }
}

/** As nm would write it, without telling initialised data from data that is not. */
function letterOf(kind: number, binding: number, { flags }: Section): string {
  if (binding === BINDING.weak) return 'W';
  const isText = kind === SYMBOL_TYPE.function || (kind === SYMBOL_TYPE.none && (flags & EXECUTABLE) !== 0);
  const letter = isText ? 'T' : 'D';
  return binding === BINDING.local ? letter.toLowerCase() : letter;
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
