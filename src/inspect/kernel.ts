/** All that is known of a guest's Linux kernel from its memory: where it is, its symbols, its modules, how to unwind. */
import { bytesAt, type GuestBytes } from './guest-bytes.js';
import { findKernelBase, type KernelBase, physicalOf } from './kernel-base.js';
import { type LinuxVersion, readLinuxVersion } from './linux-banner.js';
import { isInModules, type Module, readModules } from './modules.js';
import { kernelPagings, type Paging } from './page-walk.js';
import { isBehindCall, LONGEST_CALL } from './stack/call-site.js';
import { looksUpWithOffset, type OrcTable, readKernelOrc } from './stack/orc-table.js';
import type { Unwinder } from './stack/orc-unwind.js';
import { findKallsyms } from './symbols/kallsyms.js';
import { SymbolTable } from './symbols/symbol-table.js';
import { VirtualMemory } from './virtual-memory.js';

export interface Kernel {
  readonly base: KernelBase;
  readonly version: LinuxVersion | null;
  /** Of the kernel and its modules. */
  readonly symbols: SymbolTable;
  readonly modules: readonly Module[];
  /** Null when the kernel has no ORC tables. */
  readonly unwinder: Unwinder | null;
  /** True for an address in the kernel's image that is right behind a call. */
  readonly isReturnAddress: (address: bigint) => boolean;
}

/** A kernel, or one sentence on why none is known. */
export type InspectedKernel =
  | { readonly kernel: Kernel; readonly reason: null }
  | { readonly kernel: null; readonly reason: string };

/**
 * Looks for Linux in a guest's memory. `pagings`: what virtual CPUs translated with, best those seen in kernel mode.
 * Costs about a tenth of a second of the host's time and never changes the memory.
 */
export function inspectKernel(ram: GuestBytes, pagings: readonly Paging[]): InspectedKernel {
  const base = findKernelBase(ram, pagings);
  if (base === null) return { kernel: null, reason: NO_BASE };
  const { symbols, reason } = findKallsyms(ram, base);
  if (symbols === null) return { kernel: null, reason };
  const version = readLinuxVersion(ram, base, symbols);
  const orc = readKernelOrc({ ram, base, symbols });
  const paging = kernelPaging({ ram, base, symbols }, pagings);
  const memory = new VirtualMemory(ram, paging);
  const modules = readModules({ memory, symbols, orcFormat: orc?.format ?? null });
  const isReturnAddress = (address: bigint): boolean => isBehindCallIn(ram, { base, symbols }, address);
  return {
    reason: null,
    kernel: {
      base,
      version,
      symbols: withModules(symbols, modules),
      modules,
      unwinder: orc === null ? null : unwinderOf(orc, modules, { version, isReturnAddress }),
      isReturnAddress,
    },
  };
}

const NO_BASE = 'no page table maps a Linux kernel: the guest is not Linux, or it ended too early';

/**
 * The kernel's own tables (`init_top_pgt`), else the first that map it where it is. Those of a process may be gone by now, and
 * those of user mode under page table isolation may map all of the kernel's text, but no modules.
 */
function kernelPaging(
  { ram, base, symbols }: { ram: GuestBytes; base: KernelBase; symbols: SymbolTable },
  pagings: readonly Paging[],
): Paging {
  const own = symbols.addressOf('init_top_pgt');
  const cr3 = own === null ? null : physicalOf(base, own);
  const ofKernel = cr3 === null ? [] : [false, true].map((la57) => ({ cr3: BigInt(cr3), la57 }));
  const candidates = [...ofKernel, ...pagings.flatMap(kernelPagings)];
  const fits = (paging: Paging): boolean => findKernelBase(ram, [paging])?.virtual === base.virtual;
  return candidates.find(fits) ?? candidates[0]!;
}

function withModules(symbols: SymbolTable, modules: readonly Module[]): SymbolTable {
  const added = modules.flatMap((module) => module.symbols).filter(({ address }) => isInModules(address));
  return added.length === 0 ? symbols : new SymbolTable([...symbols.symbols(), ...added]);
}

function unwinderOf(
  orc: OrcTable,
  modules: readonly Module[],
  { version, isReturnAddress }: Pick<Kernel, 'version' | 'isReturnAddress'>,
): Unwinder {
  const tables = modules.flatMap((module) => module.orc ?? []);
  return {
    looksUpWithOffset: looksUpWithOffset(version),
    isReturnAddress,
    find: (address) => {
      const inModule = tables.find(({ from, to }) => address >= from && address <= to);
      return (inModule ?? orc).find(address);
    },
  };
}

function isBehindCallIn(
  ram: GuestBytes,
  { base, symbols }: Pick<Kernel, 'base' | 'symbols'>,
  address: bigint,
): boolean {
  const physical = physicalOf(base, address);
  const end = symbols.addressOf('_etext');
  if (physical === null || (end !== null && address > end)) return false;
  const before = bytesAt(ram, physical - LONGEST_CALL, LONGEST_CALL);
  return before !== null && isBehindCall(before);
}
