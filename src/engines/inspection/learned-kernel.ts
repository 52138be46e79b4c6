/**
 * What must be known of a guest's kernel before a boot in which its functions are marked: where they are, relative to its
 * first byte, and what its other functions are called. A kernel's image says neither without being unpacked, so the guest
 * boots once before, as far as until its symbols are in memory and its functions are ready; that boot is not measured.
 */
import { type EntryRefusal, planEntryPatches } from '../../inspect/entry-patches.js';
import { findKernelBase, isKernelText, type KernelBase } from '../../inspect/kernel-base.js';
import { SeenPagings } from '../../inspect/seen-pagings.js';
import { findKallsyms } from '../../inspect/symbols/kallsyms.js';
import { moveSymbols } from '../../inspect/symbols/symbol-file.js';
import type { SymbolTable } from '../../inspect/symbols/symbol-table.js';
import type { GuestObserver } from '../../vmm/index.js';

/** Port of the writes: one that no device of a PC has. */
export const MARK_PORT = 0xeb;

/** Each function that was asked for is in one of the two lists, in the order asked for. */
export interface LearnedKernel {
  /** Those that can be marked; `offset` is that of the mark from `_text`. */
  readonly marked: readonly { readonly name: string; readonly offset: number }[];
  readonly refused: readonly Pick<EntryRefusal, 'name' | 'reason'>[];
  /** Name of the function at an offset from `_text`; null when nothing is known there. */
  readonly nameAt: (offset: number) => string | null;
}

type Memory = Parameters<GuestObserver['onSample']>[2];
type Sample = Parameters<GuestObserver['onSample']>[0];

const PERIOD_NS = 10_000_000;
/** How often it is tried to find symbols: each try reads much of the memory. */
const MAX_TRIES = 40;

export interface LessonParts {
  readonly names: readonly string[];
  /** Symbols from the user, for a kernel that has none itself. */
  readonly given: SymbolTable | null;
  /** Called once, when nothing more is to be learned. */
  readonly onDone: () => void;
}

/** Watches a boot until all is known. */
export class KernelLesson implements GuestObserver {
  readonly periodNs = PERIOD_NS;
  readonly isLive = true;
  readonly #parts: LessonParts;
  readonly #pagings = new SeenPagings();
  #tries = 0;
  #known: { readonly base: KernelBase; readonly symbols: SymbolTable } | null = null;
  #learned: LearnedKernel | null = null;
  #reason = 'the guest ended before a Linux kernel ran in it';
  #isDone = false;

  constructor(parts: LessonParts) {
    this.#parts = parts;
  }

  /** What was learned; without symbols, every function is refused with the reason. */
  get result(): LearnedKernel {
    const reason = this.#reason;
    const nothing = { marked: [], refused: this.#parts.names.map((name) => ({ name, reason })) };
    return this.#learned ?? { ...nothing, nameAt: () => null };
  }

  onSample({ cs, registers: { rip, cr3 } }: Sample, _vcpu: number, memory: Memory): void {
    if (this.#isDone || !isKernelText(cs, rip)) return;
    this.#pagings.note(cr3);
    this.#known ??= this.#search(memory);
    if (this.#known === null) return;
    const { base, symbols } = this.#known;
    const kernel = { ram: memory, base, symbols };
    const { patches, refusals } = planEntryPatches(kernel, this.#parts.names, MARK_PORT);
    this.#learned = {
      marked: patches.map(({ name, address }) => ({ name, offset: Number(address - base.virtual) })),
      refused: refusals,
      nameAt: (offset) => symbols.find(base.virtual + BigInt(offset))?.name ?? null,
    };
    if (!refusals.some(({ isEarly }) => isEarly)) this.#finish();
  }

  onEnd(): void {
    this.#isDone = true;
  }

  #finish(): void {
    this.#isDone = true;
    this.#parts.onDone();
  }

  #search(memory: Memory): { base: KernelBase; symbols: SymbolTable } | null {
    if (this.#tries++ === MAX_TRIES) this.#finish();
    const base = findKernelBase(memory, this.#pagings.all);
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
