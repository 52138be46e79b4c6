/**
 * Page tables that a guest was seen with. A guest may change them as often as it likes, so only some are kept: the first,
 * which are the kernel's own for as long as it runs, and the latest, which are there when it ends.
 */
import type { Paging } from './page-walk.js';

const MOST_FIRST = 16;
const MOST_LATEST = 32;

export class SeenPagings {
  readonly #first = new Set<bigint>();
  readonly #latest = new Set<bigint>();

  note(cr3: bigint): void {
    if (this.#first.size < MOST_FIRST) this.#first.add(cr3);
    this.#latest.delete(cr3);
    this.#latest.add(cr3);
    const [oldest] = this.#latest;
    if (this.#latest.size > MOST_LATEST && oldest !== undefined) this.#latest.delete(oldest);
  }

  /** The latest first. Whether there are four levels or five is not known: with the wrong number, no kernel is found. */
  get all(): readonly Paging[] {
    const roots = new Set([...[...this.#latest].reverse(), ...this.#first]);
    return [...roots].flatMap((cr3) => [
      { cr3, la57: false },
      { cr3, la57: true },
    ]);
  }
}
