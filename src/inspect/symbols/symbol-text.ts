/** Symbols as text, one a line: System.map, /proc/kallsyms and what nm prints (`ffffffff81000000 T _text`). */
import { InputError } from '../../trace/errors.js';
import { type GuestSymbol, MAX_SYMBOLS, type SymbolTable } from './symbol-table.js';

/** Address, type, name and, in /proc/kallsyms, the module. */
const LINE = /^(?:0x)?([0-9a-fA-F]{1,16})\s+([a-zA-Z?-])\s+(\S+)(?:\s+(\[\S+\]))?\s*$/;
/** What a program takes from elsewhere has no address. */
const UNDEFINED = /^\s*[UwvN]\s+\S/;
/** The file that Debian ships under this name. */
const DEBIAN_STUB = /^[0-9a-f]+\s+B\s+The real System\.map/;
/** Longer than any name of any compiler. */
const MAX_LINE = 64 * 1024;
const MAX_QUOTED = 60;

/** Throws InputError with the number of the first invalid line. `file` names the input in messages. */
export function parseSymbolText(text: string, file: string): GuestSymbol[] {
  const symbols: GuestSymbol[] = [];
  let number = 0;
  for (const line of linesOf(text)) {
    number += 1;
    if (line.trim() === '' || UNDEFINED.test(line)) continue;
    const match = line.length > MAX_LINE ? null : LINE.exec(line);
    if (match === null) throw notALine(line, `${file}, line ${number}`);
    if (symbols.length >= MAX_SYMBOLS) throw tooMany(file);
    const [, address, type, name, module] = match;
    symbols.push({
      address: BigInt(`0x${address}`),
      name: module === undefined ? name! : `${name} ${module}`,
      type: type!,
      size: null,
    });
  }
  checkAddresses(symbols, file);
  return symbols;
}

/** The table as System.map has it. Reads back to the same symbols. */
export function* writeSymbolText(table: SymbolTable): Generator<string> {
  for (const { address, type, name } of table.symbols()) {
    yield `${address.toString(16).padStart(16, '0')} ${type} ${name}\n`;
  }
}

function* linesOf(text: string): Generator<string> {
  let start = 0;
  while (start < text.length) {
    const end = text.indexOf('\n', start);
    yield text.slice(start, end < 0 ? text.length : end);
    if (end < 0) return;
    start = end + 1;
  }
}

function notALine(line: string, place: string): InputError {
  if (DEBIAN_STUB.test(line)) {
    return new InputError('symbol-stub', `${place}: this System.map is a stub without symbols.`, [
      'leave out --symbols: the symbols of a Linux guest are read from its memory',
      'the System.map of the package linux-image-...-dbg has them',
    ]);
  }
  const quoted = JSON.stringify(line.slice(0, MAX_QUOTED));
  return new InputError('bad-symbol-line', `${place}: ${quoted} is not a symbol.`, [
    'each line must have an address, a type and a name, as in System.map: ffffffff81000000 T _text',
    'an ELF file with a symbol table also works',
  ]);
}

function tooMany(file: string): InputError {
  return new InputError('too-many-symbols', `${file}: more than ${MAX_SYMBOLS} symbols.`);
}

function checkAddresses(symbols: readonly GuestSymbol[], file: string): void {
  if (symbols.length === 0) throw new InputError('no-symbols', `${file}: it contains no symbol.`);
  if (symbols.every(({ address }) => address === 0n)) {
    throw new InputError('hidden-symbols', `${file}: all addresses are 0.`, [
      'the kernel hides them; read /proc/kallsyms as root, after sysctl kernel.kptr_restrict=0',
    ]);
  }
}
