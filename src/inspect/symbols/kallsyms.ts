/**
 * The symbols of a Linux kernel for x86-64 out of its own tables in RAM (kallsyms), which stay there for as long as it
 * runs: no vmlinux is needed, whatever its image was compressed with and wherever it has put itself. From Linux 4.20 on.
 * Leaves out modules.
 */
import { type GuestBytes, type RamRegion, searchedParts } from '../guest-bytes.js';
import type { KernelBase } from '../kernel-base.js';
import { readSymbolAddresses } from './symbol-addresses.js';
import { readSymbolNames } from './symbol-names.js';
import { type GuestSymbol, SymbolTable } from './symbol-table.js';
import { findTokenTables, type TokenTable } from './token-table.js';

/** Symbols, or one sentence on why there are none. */
export type FoundSymbols =
  | { readonly symbols: SymbolTable; readonly reason: null }
  | { readonly symbols: null; readonly reason: string };

/** KERNEL_IMAGE_SIZE: the image and its tables are no farther from its base. */
const MAX_IMAGE = 1 << 30;
/** Maximum number of tables whose names are read; a guest has one, or two after kexec. */
const MAX_TABLES = 16;

/** Searches after the kernel's base first, if the base is known. */
export function findKallsyms(ram: GuestBytes, base: KernelBase | null): FoundSymbols {
  let tables = 0;
  let withNames = 0;
  for (const table of tokenTables(ram, base)) {
    tables += 1;
    if (tables > MAX_TABLES) break;
    const names = readSymbolNames(table);
    if (names === null) continue;
    withNames += 1;
    const addresses = readSymbolAddresses({ table, names, base });
    if (addresses !== null) {
      const symbols = names.names.map((name, at) => symbolOf(name, addresses[at]!));
      return { symbols: new SymbolTable(symbols), reason: null };
    }
  }
  return { symbols: null, reason: describeFailure(tables, withNames) };
}

function describeFailure(tables: number, withNames: number): string {
  if (withNames > 0) return 'the names of kernel symbols are in memory, but no matching addresses';
  if (tables > 0) return 'the kernel symbols in memory cannot be read';
  return 'no kernel symbols are in memory: no Linux kernel with CONFIG_KALLSYMS has unpacked itself';
}

function symbolOf(text: string, address: bigint): GuestSymbol {
  return { address, name: text.slice(1), type: text.slice(0, 1), size: null };
}

function* tokenTables(ram: GuestBytes, base: KernelBase | null): Generator<TokenTable> {
  const image = base === null ? null : imageIn(ram, base);
  if (image !== null) yield* findTokenTables(image.region, image.from, image.to);
  for (const { region, from, to } of searchedParts(ram)) {
    for (const table of findTokenTables(region, from, to)) if (!isIn(image, table)) yield table;
  }
}

interface ImagePart {
  readonly region: RamRegion;
  readonly from: number;
  readonly to: number;
}

/** In the last of the regions that hold the image's base, which hold most of what is behind it. */
function imageIn({ regions }: GuestBytes, { physical }: KernelBase): ImagePart | null {
  const region = regions.findLast(({ base, bytes }) => physical >= base && physical < base + bytes.length);
  if (region === undefined) return null;
  const from = physical - region.base;
  return { region, from, to: Math.min(region.bytes.length, from + MAX_IMAGE) };
}

function isIn(image: ImagePart | null, { region, start, end }: TokenTable): boolean {
  if (image === null) return false;
  const moved = region.base - image.region.base;
  return start + moved >= image.from && end + moved <= image.to;
}
