/** Collects how long the units of a boot took, each once, until it is known which boot they are of. */
import type { ReadItem, UnitTime } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';

/** More than any machine has. */
export const MAX_UNITS = 20_000;

export interface FoundUnit {
  readonly name: string;
  /** Since a start that is known only at the end; null where nothing says when it was started. */
  readonly afterNs: Nanoseconds | null;
  readonly durationNs: Nanoseconds;
}

export class UnitTimes {
  readonly #units = new Map<string, FoundUnit>();
  #leftOut = 0;
  #count = 0;

  /** Units so far, of all boots. */
  get count(): number {
    return this.#count;
  }

  /** Units beyond MAX_UNITS of one boot. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Of the boot that is being read. One that two lists name counts once, with what each of them says. */
  add(unit: FoundUnit): void {
    const known = this.#units.get(unit.name);
    if (known === undefined && this.#units.size >= MAX_UNITS) {
      this.#leftOut += 1;
      return;
    }
    this.#count += known === undefined ? 1 : 0;
    this.#units.set(unit.name, { ...unit, afterNs: unit.afterNs ?? known?.afterNs ?? null });
  }

  /** Gives them to this boot. @param zeroNs what they were counted from, in the time of the boot */
  flush(boot: number, zeroNs: Nanoseconds, items: ReadItem[]): void {
    for (const { name, afterNs, durationNs } of this.#units.values()) {
      const unit: UnitTime = { name, startNs: afterNs === null ? null : zeroNs + afterNs, durationNs };
      items.push({ kind: 'unit', boot, unit });
    }
    this.#units.clear();
  }

  get isEmpty(): boolean {
    return this.#units.size === 0;
  }
}
