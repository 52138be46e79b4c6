/** Collects the named moments of reports that list them, one boot a report: what all such readers do with one. */
import type { Clock, ReadItem } from '../../trace/boot.js';
import { momentEvent, type NamedMoment } from './moments.js';

export class NamedMoments {
  readonly #source: string;
  readonly #clock: Clock;
  #boots = 0;
  #count = 0;

  /** `source` begins the key of every moment. */
  constructor(source: string, clock: Clock) {
    this.#source = source;
    this.#clock = clock;
  }

  /** Moments so far. */
  get count(): number {
    return this.#count;
  }

  /** Number of the latest boot; null before the first. */
  get latest(): number | null {
    return this.#boots === 0 ? null : this.#boots - 1;
  }

  /** Begins the first boot, where there is none. */
  openFirst(items: ReadItem[]): void {
    if (this.#boots === 0) this.open(items);
  }

  /** Begins the boot of another report. */
  open(items: ReadItem[]): void {
    items.push({ kind: 'boot', boot: this.#boots, vmmStartNs: null, clock: this.#clock });
    this.#boots += 1;
  }

  /** Adds a moment to the latest boot, and begins one where there is none. */
  add(moment: NamedMoment, items: ReadItem[]): void {
    this.openFirst(items);
    this.#count += 1;
    items.push({ kind: 'event', boot: this.#boots - 1, event: momentEvent(this.#source, moment) });
  }
}
