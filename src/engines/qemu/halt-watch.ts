/**
 * Notices a guest whose processors have all halted with interrupts off. QEMU would let it sleep for ever, so a guest that
 * has been quiet is looked at from time to time. A look interrupts each processor for some microseconds.
 */
import type { Monitor } from './monitor.js';
import { hasHaltedForGood, parseRegisters } from './registers.js';
import { human } from './shutdown.js';

/** How long a guest must have written nothing before it is looked at, and from look to look. */
const QUIET_MS = 250;

export class HaltWatch {
  readonly #monitor: Monitor;
  readonly #onHalt: () => void;
  #quietSinceMs: number | null = null;
  #isLooking = false;

  constructor(monitor: Monitor, onHalt: () => void) {
    this.#monitor = monitor;
    this.#onHalt = onHalt;
  }

  /** To be called again and again. */
  look({ nowMs, isBusy }: { readonly nowMs: number; readonly isBusy: boolean }): void {
    if (isBusy || this.#quietSinceMs === null) this.#quietSinceMs = nowMs;
    if (this.#isLooking || nowMs - this.#quietSinceMs < QUIET_MS) return;
    this.#isLooking = true;
    this.#ask()
      .catch(() => undefined)
      .finally(() => {
        this.#isLooking = false;
        this.#quietSinceMs = null;
      });
  }

  async #ask(): Promise<void> {
    if (hasHaltedForGood(parseRegisters(await human(this.#monitor, 'info registers -a')))) this.#onHalt();
  }
}
