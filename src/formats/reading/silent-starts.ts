/**
 * Guests that a monitor started and of which nothing else was seen. Each is a boot, but only in an input that shows what such
 * a guest would have written: a log in which no guest shows anything says nothing of any of them.
 */
import type { Stop } from '../../trace/boot.js';

/** Starts beyond this many at one time are not kept, so that a hostile log cannot fill memory. */
const MAX_STARTS = 10_000;

export class SilentStarts {
  /** By writer: how the start at hand ended; null while its end was not seen. */
  readonly #open = new Map<string | null, Stop | null>();
  readonly #silent: (Stop | null)[] = [];
  #isShown = false;

  /** True when a guest that shows itself changes nothing. */
  get isSettled(): boolean {
    return this.#isShown && this.#open.size === 0 && this.#silent.length === 0;
  }

  /** A guest of `writer` starts; what started before it has shown nothing. */
  begin(writer: string | null): void {
    this.#settle(writer);
    if (this.#open.size < MAX_STARTS) this.#open.set(writer, null);
  }

  /** The monitor of `writer` ended. */
  stop(writer: string | null, stop: Stop): void {
    if (this.#open.has(writer)) this.#open.set(writer, stop);
  }

  /** What started was no guest. */
  forget(writer: string | null): void {
    this.#open.delete(writer);
  }

  /** The guest of `writer` showed itself. */
  show(writer: string | null): void {
    this.#open.delete(writer);
    this.#isShown = true;
  }

  /** All that began is over: the input ends. */
  end(): void {
    for (const writer of this.#open.keys()) this.#settle(writer);
  }

  /** The starts that have shown nothing, each once: how they ended, or null. None before any guest showed itself. */
  take(): readonly (Stop | null)[] {
    return this.#isShown ? this.#silent.splice(0) : [];
  }

  #settle(writer: string | null): void {
    const stop = this.#open.get(writer);
    if (stop === undefined) return;
    this.#open.delete(writer);
    if (this.#silent.length < MAX_STARTS) this.#silent.push(stop);
  }
}
