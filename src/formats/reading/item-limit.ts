/**
 * How much of one input is kept: more than any real log holds, less than memory does. What is left out is counted and said.
 * Lines count as long as they are, since a text that was cut from a line may keep all of it in memory.
 */
import type { Provenance, ReadItem } from '../../trace/boot.js';
import { BOOT_LIMIT, type Diagnostic, EVENT_LIMIT } from '../../trace/diagnostic.js';

/** Maximum number of items of each kind for one input. */
export interface Limits {
  readonly boots: number;
  /** Codes and moments. */
  readonly events: number;
  /** Lines of text. */
  readonly texts: number;
  /** Bytes of the lines that gave text, and of those that gave records: whatever else is not a bare code. */
  readonly length: number;
}

/** At these, a report needs about 2 GiB of memory. */
export const LIMITS: Limits = {
  boots: 250_000,
  events: 4_000_000,
  texts: 1_000_000,
  length: 256 * 1024 * 1024,
};

type Finding = Pick<Diagnostic, 'code' | 'message'>;

export class ItemLimit {
  readonly #limits: Limits;
  readonly #boots = new Set<number>();
  #latestBoot: number | null = null;
  #provenance: Provenance | null = null;
  #events = 0;
  #texts = 0;
  #textLength = 0;
  #recordLength = 0;
  #itemsOfOtherBoots = 0;
  #leftOutTexts = 0;
  #leftOutEvents = 0;

  constructor(limits: Limits = LIMITS) {
    this.#limits = limits;
  }

  /** False when this item is one too many. `length` is that of its line, in bytes. Diagnostics are not its matter. */
  admit(item: Exclude<ReadItem, { kind: 'diagnostic' }>, length: number): boolean {
    if (!this.#isOfKnownBoot(item.boot)) {
      this.#itemsOfOtherBoots += 1;
      return false;
    }
    if (item.kind === 'event' && item.event.kind === 'text') return this.#admitText(length);
    const hasRoom = this.#hasRoomForEvent(item) && this.#hasRoomForRecord(item, length);
    if (!hasRoom) this.#leftOutEvents += 1;
    return hasRoom;
  }

  /** What was left out. */
  findings(): readonly Finding[] {
    const { boots, events, texts, length } = this.#limits;
    const found: (Finding & { readonly count: number })[] = [
      {
        count: this.#itemsOfOtherBoots,
        code: BOOT_LIMIT,
        message: `Boots beyond the first ${boots} were left out`,
      },
      {
        count: this.#leftOutEvents,
        code: EVENT_LIMIT,
        message: `Events beyond ${events}, and records beyond ${length} bytes, were left out`,
      },
      {
        count: this.#leftOutTexts,
        code: 'text-limit',
        message: `Lines of text beyond ${texts} or ${length} bytes were searched for marks but not kept`,
      },
    ];
    return found
      .filter(({ count }) => count > 0)
      .map(({ count, code, message }) => ({ code, message: `${message}: ${count}.` }));
  }

  #isOfKnownBoot(boot: number): boolean {
    if (boot === this.#latestBoot) return true;
    if (!this.#boots.has(boot)) {
      if (this.#boots.size >= this.#limits.boots) return false;
      this.#boots.add(boot);
    }
    this.#latestBoot = boot;
    return true;
  }

  #admitText(length: number): boolean {
    this.#texts += 1;
    this.#textLength += length;
    const hasRoom = this.#texts <= this.#limits.texts && this.#textLength <= this.#limits.length;
    if (!hasRoom) this.#leftOutTexts += 1;
    return hasRoom;
  }

  #hasRoomForEvent({ kind }: ReadItem): boolean {
    if (kind !== 'event') return true;
    this.#events += 1;
    return this.#events <= this.#limits.events;
  }

  #hasRoomForRecord(item: ReadItem, length: number): boolean {
    if (item.kind === 'event' && item.event.kind === 'code' && item.event.name === undefined) return true;
    this.#recordLength += length;
    // The header that boots share stood on a line of its own.
    if (item.kind === 'boot' && item.provenance && item.provenance !== this.#provenance) {
      this.#provenance = item.provenance;
      this.#recordLength += JSON.stringify(item.provenance).length;
    }
    return this.#recordLength <= this.#limits.length;
  }
}
