/**
 * What must be known of a guest's kernel before a boot in which its functions are marked: where they are, relative to its
 * first byte, and what its other functions are called. A kernel's image says neither without being unpacked, so the guest
 * boots once before, as far as until its symbols are in memory and its functions are ready; that boot is not measured.
 */
import { planEntryPatches } from '../../inspect/entry-patches.js';
import { findKallsyms } from '../../inspect/kallsyms.js';
import { findKernelBase, KERNEL_MAP, KERNEL_MAP_END, type KernelBase } from '../../inspect/kernel-base.js';
import type { Paging } from '../../inspect/page-walk.js';
import { moveSymbols } from '../../inspect/symbol-file.js';
import type { SymbolTable } from '../../inspect/symbol-table.js';
import type { GuestObserver } from '../../vmm/index.js';

/** Where a function is to be marked, counted from `_text`, or why it cannot be. */
export type FunctionEntry =
  | { readonly name: string; readonly offset: number; readonly refusal: null }
  | { readonly name: string; readonly offset: null; readonly refusal: string };

/** Port of the writes: one that no device of a PC has. */
export const MARK_PORT = 0xeb;

export interface LearnedKernel {
  /** Of the functions that were asked for. */
  readonly entries: readonly FunctionEntry[];
  /** Name of the function at an offset from `_text`; null when nothing is known there. */
  readonly nameAt: (offset: number) => string | null;
}

type Memory = Parameters<GuestObserver['onSample']>[2];
type Sample = Parameters<GuestObserver['onSample']>[0];

const PERIOD_NS = 10_000_000;
const PRIVILEGE_LEVEL = 3;
/** How often it is tried to find symbols: each try reads much of the memory. */
const MAX_TRIES = 40;
/** Page tables that are kept: those seen last. */
const MAX_PAGINGS = 32;

export interface LessonParts {
  readonly names: readonly string[];
  /** Symbols that a person gave, for a kernel that has none itself. */
  readonly given: SymbolTable | null;
  /** Called once, when nothing more is to be learned. */
  readonly onDone: () => void;
}

/** Watches a boot until all is known. */
export class KernelLesson implements GuestObserver {
  readonly periodNs = PERIOD_NS;
  readonly #parts: LessonParts;
  readonly #pagings: Paging[] = [];
  #tries = 0;
  #known: { readonly base: KernelBase; readonly symbols: SymbolTable } | null = null;
  #entries: readonly FunctionEntry[] | null = null;
  #reason = 'the guest ended before a Linux kernel ran in it';

  constructor(parts: LessonParts) {
    this.#parts = parts;
  }

  /** What was learned; without symbols, every function is refused with the reason. */
  get result(): LearnedKernel {
    const known = this.#known;
    if (known === null) {
      const refuse = (name: string) => ({ name, offset: null, refusal: this.#reason });
      return { entries: this.#parts.names.map(refuse), nameAt: () => null };
    }
    const { base, symbols } = known;
    return {
      entries: this.#entries ?? [],
      nameAt(offset) {
        const place = symbols.find(base.virtual + BigInt(offset));
        return place === null ? null : place.name;
      },
    };
  }

  onSample(sample: Sample, _vcpu: number, memory: Memory): void {
    if (this.#isDone || !isKernel(sample)) return;
    this.#note(sample.registers.cr3);
    this.#known ??= this.#search(memory);
    if (this.#known === null) return;
    const { base, symbols } = this.#known;
    const { patches, refusals } = planEntryPatches(
      { ram: memory, base, symbols },
      this.#parts.names,
      MARK_PORT,
    );
    this.#entries = [
      ...patches.map(({ name, address }) => ({
        name,
        offset: Number(address - base.virtual),
        refusal: null,
      })),
      ...refusals.map(({ name, reason }) => ({ name, offset: null, refusal: reason })),
    ];
    if (refusals.some(({ isEarly }) => isEarly)) return;
    this.#isDone = true;
    this.#parts.onDone();
  }

  onEnd(): void {
    this.#isDone = true;
  }

  #isDone = false;

  #note(cr3: bigint): void {
    if (this.#pagings.some((paging) => paging.cr3 === cr3)) return;
    this.#pagings.push({ cr3, la57: false }, { cr3, la57: true });
    this.#pagings.splice(0, this.#pagings.length - MAX_PAGINGS);
  }

  #search(memory: Memory): { base: KernelBase; symbols: SymbolTable } | null {
    if (this.#tries++ === MAX_TRIES) {
      this.#isDone = true;
      this.#parts.onDone();
    }
    const base = findKernelBase(memory, this.#pagings);
    if (base === null) return null;
    const found = findKallsyms(memory, base);
    if (found.symbols !== null) return { base, symbols: found.symbols };
    this.#reason = found.reason;
    const { given } = this.#parts;
    const linked = given?.addressOf('_text') ?? null;
    if (given === null || linked === null) return null;
    return { base, symbols: moveSymbols(given, base.virtual - linked) };
  }
}

function isKernel({ cs, registers: { rip } }: Sample): boolean {
  return (cs & PRIVILEGE_LEVEL) === 0 && rip >= KERNEL_MAP && rip < KERNEL_MAP_END;
}
