/**
 * The symbols that Linux keeps of a loaded module: a pointer to struct mod_kallsyms, which stands right behind that
 * pointer once the module has started (include/linux/module.h), and in it an ELF symbol table and its names.
 */
import { STT_FUNC, SYM64 } from '../elf.js';
import { viewOf } from '../guest-bytes.js';
import type { VirtualMemory } from '../virtual-memory.js';
import type { GuestSymbol } from './symbol-table.js';

/** A module's struct as it was read: where it lies and its bytes. */
export interface ModuleStruct {
  readonly name: string;
  readonly address: bigint;
  readonly bytes: Uint8Array;
}

const MAX_SYMBOLS = 200_000;
/** KSYM_NAME_LEN. */
const MAX_NAME = 512;
const MAX_NAMES_BYTES = 16 << 20;

/** Its functions, as `name [module]`; empty if they cannot be read. */
export function readModuleSymbols(memory: VirtualMemory, module: ModuleStruct): readonly GuestSymbol[] {
  const kept = findKept(module);
  if (kept === null) return [];
  const table = memory.read(kept.table, SYM64.bytes * kept.count);
  if (table === null) return [];
  const view = viewOf(table);
  let lastName = 0;
  for (let at = 0; at < table.length; at += SYM64.bytes) {
    lastName = Math.max(lastName, view.getUint32(at + SYM64.name, true));
  }
  const names = memory.readMapped(kept.names, Math.min(lastName + MAX_NAME, MAX_NAMES_BYTES));
  const symbols: GuestSymbol[] = [];
  for (let at = 0; at < table.length; at += SYM64.bytes) {
    const name =
      (view.getUint8(at + SYM64.info) & 0xf) === STT_FUNC
        ? nameAt(names, view.getUint32(at + SYM64.name, true))
        : '';
    if (name === '') continue;
    const size = Number(view.getBigUint64(at + SYM64.size, true));
    symbols.push({
      address: view.getBigUint64(at + SYM64.value, true),
      name: `${name} [${module.name}]`,
      type: 't',
      size: size > 0 && size < MAX_NAMES_BYTES ? size : null,
    });
  }
  return symbols;
}

interface Kept {
  readonly table: bigint;
  readonly count: number;
  readonly names: bigint;
}

function findKept({ address, bytes }: ModuleStruct): Kept | null {
  const view = viewOf(bytes);
  for (let at = 0; at + 32 <= bytes.length; at += 8) {
    if (view.getBigUint64(at, true) !== address + BigInt(at + 8)) continue;
    const count = view.getUint32(at + 16, true);
    if (count === 0 || count > MAX_SYMBOLS) continue;
    return { table: view.getBigUint64(at + 8, true), count, names: view.getBigUint64(at + 24, true) };
  }
  return null;
}

function nameAt(names: Uint8Array, start: number): string {
  const end = names.subarray(start, start + MAX_NAME).indexOf(0);
  return end <= 0 ? '' : Buffer.from(names.subarray(start, start + end)).toString('latin1');
}
