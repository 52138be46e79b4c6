/** Takes a kernel's symbols out of a guest's memory when it has ended, as text that other tools read. */
import { findKernelBase, isKernelText } from '../../inspect/kernel-base.js';
import { SeenPagings } from '../../inspect/seen-pagings.js';
import { findKallsyms } from '../../inspect/symbols/kallsyms.js';
import { writeSymbolText } from '../../inspect/symbols/symbol-text.js';
import { EnvironmentError } from '../../trace/errors.js';
import type { GuestObserver } from '../../vmm/index.js';

type RawSample = Parameters<GuestObserver['onSample']>[0];
type Memory = Parameters<GuestObserver['onEnd']>[0];

const PERIOD_NS = 10_000_000;

export class SymbolSaver implements GuestObserver {
  readonly periodNs = PERIOD_NS;
  readonly isLive = false;
  readonly #pagings = new SeenPagings();
  #text: Iterable<string> | null = null;

  /** Null before the guest has ended. */
  get text(): Iterable<string> | null {
    return this.#text;
  }

  onSample({ cs, registers: { rip, cr3 } }: RawSample, _vcpu: number, _memory: Memory): void {
    if (isKernelText(cs, rip)) this.#pagings.note(cr3);
  }

  /** Throws EnvironmentError when the guest has no symbols in its memory. */
  onEnd(memory: Memory): void {
    const { symbols, reason } = findKallsyms(memory, findKernelBase(memory, this.#pagings.all));
    if (symbols === null) throw new EnvironmentError('no-symbols', `there are no symbols to save: ${reason}`);
    this.#text = writeSymbolText(symbols);
  }
}
