/** The file that `--symbols` names: an ELF file with a symbol table, or text as System.map has it. */
import { isElf } from '../elf.js';
import { parseSymbolElf } from './symbol-elf.js';
import { type GuestSymbol, SymbolTable } from './symbol-table.js';
import { parseSymbolText } from './symbol-text.js';

/** Throws InputError when it holds no symbols. `file` names the input in messages. */
export function parseSymbolFile(bytes: Uint8Array, file: string): SymbolTable {
  const symbols = isElf(bytes)
    ? parseSymbolElf(bytes, file)
    : parseSymbolText(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8'), file);
  return new SymbolTable(symbols);
}

/** The table as a guest has it that put itself `bias` bytes higher than it was linked for (KASLR); it may be negative. */
export function moveSymbols(table: SymbolTable, bias: bigint): SymbolTable {
  if (bias === 0n) return table;
  const move = (symbol: GuestSymbol): GuestSymbol => ({
    ...symbol,
    address: BigInt.asUintN(64, symbol.address + bias),
  });
  return new SymbolTable(table.symbols().map(move));
}
