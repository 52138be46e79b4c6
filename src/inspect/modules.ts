/**
 * Loaded kernel modules of Linux for x86-64, out of guest memory: names, unwind tables and symbols. The kernel links them in
 * a list (`modules`), whose first members have been the same since Linux 2.6; where the others lie depends on the kernel's
 * configuration, and is told from what they point to. Leaves out what a module had for its start only and gave back.
 */
import { viewOf } from './guest-bytes.js';
import { ORC_ENTRY_BYTES, type OrcFormat } from './stack/orc-entry.js';
import { createOrcTable, type OrcTable } from './stack/orc-table.js';
import { readModuleSymbols } from './symbols/module-symbols.js';
import type { GuestSymbol, SymbolTable } from './symbols/symbol-table.js';
import type { VirtualMemory } from './virtual-memory.js';

export interface Module {
  readonly name: string;
  readonly orc: OrcTable | null;
  readonly symbols: readonly GuestSymbol[];
}

/**
 * Modules begin at this address without KASLR; with KASLR, 512 MiB higher (arch/x86/include/asm/pgtable_64_types.h).
 */
const MODULES_START = 0xffff_ffff_a000_0000n;
const MODULES_END = 0xffff_ffff_ff00_0000n;

/** struct module (include/linux/module.h): a state, the links of the list, the name. */
const LINKS = 8;
const NAME = 24;
const NAME_BYTES = 56;
/** More than any configuration makes it. */
const STRUCT_BYTES = 4096;
const MAX_MODULES = 1024;
/** A large graphics driver has 40 thousand. */
const MAX_MODULE_ORCS = 1_000_000;
const NAME_PATTERN = /^[\w-]{1,55}$/;

export interface ModuleSource {
  readonly memory: VirtualMemory;
  /** Of the kernel. */
  readonly symbols: SymbolTable;
  /** The ORC format of the kernel; null if it has no table, in which case modules have none either. */
  readonly orcFormat: OrcFormat | null;
}

/** In the order of the list, last loaded first. Invalid entries are left out. */
export function readModules(source: ModuleSource): readonly Module[] {
  const head = source.symbols.addressOf('modules');
  const modules: Module[] = [];
  let links = head === null ? null : readPointer(source, head);
  while (links !== null && links !== head && modules.length < MAX_MODULES) {
    const address = links - BigInt(LINKS);
    const bytes = source.memory.readMapped(address, STRUCT_BYTES);
    const name = nameOf(bytes);
    if (name === null) break;
    modules.push({
      name,
      orc: source.orcFormat === null ? null : findOrc(source.memory, bytes, source.orcFormat),
      symbols: readModuleSymbols(source.memory, { name, address, bytes }),
    });
    links = viewOf(bytes).getBigUint64(LINKS, true);
  }
  return modules;
}

function readPointer({ memory }: ModuleSource, address: bigint): bigint | null {
  const bytes = memory.read(address, 8);
  return bytes === null ? null : viewOf(bytes).getBigUint64(0, true);
}

function nameOf(bytes: Uint8Array): string | null {
  const field = Buffer.from(bytes.subarray(NAME, NAME + NAME_BYTES)).toString('latin1');
  const name = field.slice(0, field.indexOf('\0'));
  return NAME_PATTERN.test(name) ? name : null;
}

/** True for an address where modules are loaded. */
export function isInModules(address: bigint): boolean {
  return address >= MODULES_START && address < MODULES_END;
}

/** struct mod_arch_specific: a number, and pointers to as many addresses and entries. */
function findOrc(memory: VirtualMemory, bytes: Uint8Array, format: OrcFormat): OrcTable | null {
  const view = viewOf(bytes);
  for (let at = NAME + NAME_BYTES; at + 24 <= bytes.length; at += 8) {
    const size = view.getUint32(at, true);
    const start = view.getBigUint64(at + 8, true);
    const entriesStart = view.getBigUint64(at + 16, true);
    if (size === 0 || size > MAX_MODULE_ORCS || !isInModules(start) || !isInModules(entriesStart)) continue;
    const addresses = memory.read(start, 4 * size);
    const entries = memory.read(entriesStart, ORC_ENTRY_BYTES * size);
    if (addresses === null || entries === null) continue;
    const parts = { start, addresses: viewOf(addresses), entries: viewOf(entries), format };
    const table = createOrcTable(parts);
    if (table !== null && isInModules(table.from) && isInModules(table.to)) return table;
  }
  return null;
}
