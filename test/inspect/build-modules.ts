/** Guest memory with kernel modules in it, as Linux links and describes them. */
import { type GuestSymbol, SymbolTable } from '../../src/inspect/symbols/symbol-table.js';
import { encodeAddresses, encodeEntries, entry } from './build-orc.js';
import { PageTables } from './build-page-tables.js';

export const HEAD = 0xffff_ffff_8200_0000n;
const AREA = 0xffff_ffff_c039_0000n;

export interface BuiltModule {
  readonly name: string;
  readonly functions: readonly string[];
  /** False: the kernel keeps no names of its functions. */
  readonly withSymbols?: boolean;
}

/** Of `modules`, the head of the list. */
interface Head {
  readonly virtual: bigint;
  readonly physical: number;
}

/** Module number `at` has its struct, tables and names in a page of its own; its functions in the next one. */
export function writeModules(tables: PageTables, head: Head, modules: readonly BuiltModule[]): void {
  const structAt = (at: number): bigint => AREA + BigInt(0x2000 * at);
  const linkTo = (at: number): bigint => (at < modules.length ? structAt(at) + 8n : head.virtual);
  tables.write(head.physical, linkTo(0));
  for (const [at, { name, functions, withSymbols = true }] of modules.entries()) {
    const physical = 0x5_0000 + 0x1000 * at;
    const address = structAt(at);
    tables.map(address, BigInt(physical));
    tables.write(physical + 8, linkTo(at + 1));
    tables.bytes.set(Buffer.from(`${name}\0`, 'latin1'), physical + 24);
    writeOrc(tables, physical, address, functions.length);
    if (withSymbols) writeSymbols(tables, physical, address, functions);
  }
}

/** Modules in memory that holds nothing else. */
export function buildModules(modules: readonly BuiltModule[]): { tables: PageTables; symbols: SymbolTable } {
  const tables = new PageTables().map(HEAD, 0x4_0000n);
  writeModules(tables, { virtual: HEAD, physical: 0x4_0000 }, modules);
  const head: GuestSymbol = { address: HEAD, name: 'modules', type: 'D', size: null };
  return { tables, symbols: new SymbolTable([head]) };
}

/** Of function `index`: 64 bytes each, in the page behind. */
export function functionAddress(module: number, index: number): bigint {
  return AREA + BigInt(0x2000 * module + 0x1000 + 64 * index);
}

function writeOrc(tables: PageTables, physical: number, address: bigint, count: number): void {
  const addresses = Array.from({ length: count }, (_, index) => address + 0x1000n + BigInt(64 * index));
  tables.bytes.set(encodeAddresses(addresses, address + 0x400n), physical + 0x400);
  tables.bytes.set(
    encodeEntries(
      addresses.map(() => entry()),
      'typed',
    ),
    physical + 0x500,
  );
  tables.write(physical + 0x200, BigInt(count));
  tables.write(physical + 0x208, address + 0x400n);
  tables.write(physical + 0x210, address + 0x500n);
}

function writeSymbols(
  tables: PageTables,
  physical: number,
  address: bigint,
  functions: readonly string[],
): void {
  // A pointer to what stands behind it.
  tables.write(physical + 0x180, address + 0x188n);
  tables.write(physical + 0x188, address + 0x600n);
  tables.write(physical + 0x190, BigInt(functions.length));
  tables.write(physical + 0x198, address + 0x900n);
  let name = 1;
  for (const [index, one] of functions.entries()) {
    const at = physical + 0x600 + 24 * index;
    tables.write(at, BigInt(name) | (0x12n << 32n) | (1n << 48n));
    tables.write(at + 8, address + 0x1000n + BigInt(64 * index));
    tables.write(at + 16, 64n);
    tables.bytes.set(Buffer.from(`${one}\0`, 'latin1'), physical + 0x900 + name);
    name += one.length + 1;
  }
}
