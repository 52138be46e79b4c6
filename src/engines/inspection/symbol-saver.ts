/** Takes a kernel's symbols out of a guest's memory when it has ended, as text that other tools read. */
import { findKallsyms } from '../../inspect/kallsyms.js';
import { findKernelBase } from '../../inspect/kernel-base.js';
import { writeSymbolText } from '../../inspect/symbol-text.js';
import { EnvironmentError } from '../../trace/errors.js';
import type { GuestObserver } from '../../vmm/index.js';

type RawSample = Parameters<GuestObserver['onSample']>[0];
type Memory = Parameters<GuestObserver['onEnd']>[0];

const PERIOD_NS = 10_000_000;
const PRIVILEGE_LEVEL = 3;
/** Page tables by which the kernel is looked for: those seen last. */
const MAX_TABLES = 32;

export class SymbolSaver implements GuestObserver {
  readonly periodNs = PERIOD_NS;
  readonly #tables = new Set<bigint>();
  #text: Iterable<string> | null = null;

  /** Null before the guest has ended. */
  get text(): Iterable<string> | null {
    return this.#text;
  }

  onSample({ cs, registers: { cr3 } }: RawSample, _vcpu: number, _memory: Memory): void {
    if ((cs & PRIVILEGE_LEVEL) !== 0) return;
    this.#tables.delete(cr3);
    this.#tables.add(cr3);
    if (this.#tables.size > MAX_TABLES) this.#tables.delete(this.#tables.values().next().value ?? 0n);
  }

  /** Throws EnvironmentError when the guest has no symbols in its memory. */
  onEnd(memory: Memory): void {
    const pagings = [...this.#tables].flatMap((cr3) => [
      { cr3, la57: false },
      { cr3, la57: true },
    ]);
    const { symbols, reason } = findKallsyms(memory, findKernelBase(memory, pagings));
    if (symbols === null) throw new EnvironmentError('no-symbols', `there are no symbols to save: ${reason}`);
    this.#text = writeSymbolText(symbols);
  }
}
