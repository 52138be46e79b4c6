/** Collects the named moments of reports that list them, one boot a report: what all such readers do with one. */
import type { Clock, ReadItem } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import { BOUNDARY, codeInside, type MomentStage, momentEvent } from './moments.js';

/** What a moment is to the stages: an end of one, or a place inside one. */
export type Meaning = keyof typeof BOUNDARY | MomentStage;

export interface NamedMoment {
  readonly timeNs: Nanoseconds;
  readonly line: number;
  readonly name: string;
  readonly meaning: Meaning;
  /** What makes the code of a moment inside a stage; the name when absent. */
  readonly key?: string;
}

export class NamedMoments {
  readonly #clock: Clock;
  #boots = 0;
  #count = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Moments so far. */
  get count(): number {
    return this.#count;
  }

  /** Begins the boot of another report. */
  open(items: ReadItem[]): void {
    items.push({ kind: 'boot', boot: this.#boots, vmmStartNs: null, clock: this.#clock });
    this.#boots += 1;
  }

  /** Adds a moment to the latest boot, and begins one where there is none. */
  add({ timeNs, line, name, meaning, key = name }: NamedMoment, items: ReadItem[]): void {
    if (this.#boots === 0) this.open(items);
    this.#count += 1;
    const code =
      meaning in BOUNDARY
        ? BOUNDARY[meaning as keyof typeof BOUNDARY]
        : codeInside(meaning as MomentStage, key);
    items.push({ kind: 'event', boot: this.#boots - 1, event: momentEvent({ timeNs, line, code, name }) });
  }
}
