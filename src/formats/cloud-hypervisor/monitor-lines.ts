/**
 * Lines of the monitor itself that a mark of the user's matches (`-v`: `Event: source = vm event = booted`). They have the monitor's clock
 * alone, and the zero of their boot is known when its first code comes, so they are held until the next code. Where a log has no code at
 * all, the zero is the event `vm booting`, which Cloud Hypervisor writes some 20 us before it creates the VM (v50.0 on).
 */
import type { ReadItem } from '../../trace/boot.js';
import type { Nanoseconds, TextEvent } from '../../trace/event.js';
import type { TextMark } from '../../trace/marks.js';
import type { Placement } from './boot-splitter.js';
import { findPrefixHead, type PrefixTime, parsePrefix } from './prefix.js';

/** A line so much before the creation of a VM still belongs to its boot: `vm booting` does. */
const BEFORE_CREATION_NS = 1_000_000;
/** Lines of two threads can be logged out of order by less than this. */
const REORDER_NS = 1_000_000;
const BOOTING = /^Event: source = vm event = booting\b/;
/** Of a line that is kept. */
const MAX_TEXT = 4096;
/** Lines beyond this many that wait for a code are left out, so that a hostile log cannot fill memory. */
const MAX_HELD = 10_000;
/** Lines of named writers that are remembered, for those that come twice. */
const MAX_NAMED = 4096;
/** Writers beyond this many are not told apart, for the same reason. */
const MAX_WRITERS = 4096;

interface HeldLine {
  readonly prefix: PrefixTime;
  readonly process: number;
  readonly event: Omit<TextEvent, 'timeNs'>;
  readonly isBooting: boolean;
  readonly isMarked: boolean;
}

/** A boot of a writer, and where its zero is on the clock of the process. */
interface KnownBoot {
  readonly boot: number;
  readonly process: number;
  readonly zeroNs: Nanoseconds;
}

interface Writer {
  readonly held: HeldLine[];
  /** Counts the restarts of the clock. */
  process: number;
  latestNs: Nanoseconds;
  known: KnownBoot | null;
}

/** Lines that stand before a code: those of boots before its own, and those of its own. */
export interface PlacedLines {
  readonly earlier: readonly ReadItem[];
  readonly own: readonly ReadItem[];
}

const NO_LINES: PlacedLines = { earlier: [], own: [] };

export class MonitorLines {
  readonly #marks: readonly TextMark[];
  readonly #writers = new Map<string | null, Writer>();
  readonly #named = new Set<string>();
  #heldCount = 0;
  #leftOut = 0;

  constructor(marks: readonly TextMark[]) {
    this.#marks = marks;
  }

  /** Lines with a match that are in no boot. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Takes a row that is no code. */
  hold(name: string | null, row: string, line: number): void {
    const head = findPrefixHead(row);
    const found = head === null ? null : parsePrefix(row.slice(0, head.messageStart));
    if (head === null || found === null || found.time === null) return;
    const writer = this.#writerOf(name);
    reach(writer, found.time.ns, false);
    const text = row.slice(head.messageStart, head.messageStart + MAX_TEXT).trimEnd();
    const isBooting = BOOTING.test(text);
    const isMarked = this.#marks.some(({ pattern }) => pattern.test(text));
    if (!isBooting && !isMarked) return;
    if (name !== null && this.#isDoubled(`${name} ${found.time.ns} ${text}`)) return;
    if (this.#heldCount >= MAX_HELD) {
      this.#leaveOut(isMarked);
      return;
    }
    this.#heldCount += 1;
    const event = { kind: 'text', line, vcpu: found.vcpu, channel: 'monitor', text: copied(text) } as const;
    writer.held.push({ prefix: found.time, process: writer.process, event, isBooting, isMarked });
  }

  /** The lines held until this one, which `place` puts into its boot. */
  place(name: string | null, prefix: PrefixTime | null, place: Placement): PlacedLines {
    if (prefix === null) return NO_LINES;
    const { boot, timeNs, isNewBoot } = place;
    const writer = this.#writerOf(name);
    reach(writer, prefix.ns, isNewBoot);
    const own: KnownBoot = { boot, process: writer.process, zeroNs: prefix.ns - timeNs };
    const { known } = writer;
    writer.known = own;
    if (writer.held.length === 0) return NO_LINES;
    const placed = { earlier: [] as ReadItem[], own: [] as ReadItem[] };
    for (const held of this.#release(writer)) {
      if (isOf(own, held)) this.#give(held, own, placed.own);
      else if (known !== null && isOf(known, held)) this.#give(held, known, placed.earlier);
      else this.#leaveOut(held.isMarked);
    }
    return placed;
  }

  /** What is held at the end of the input. `openBoot` makes a boot that no code shows; null where codes show the boots. */
  end(openBoot: (() => number) | null): readonly ReadItem[] {
    const items: ReadItem[] = [];
    for (const writer of this.#writers.values()) {
      let latest = writer.known;
      for (const line of this.#release(writer)) {
        const { ns, clock } = line.prefix;
        if (line.isBooting) latest = null;
        if (line.isBooting && openBoot !== null) {
          latest = { boot: openBoot(), process: line.process, zeroNs: ns };
          const vmmStartNs = clock === 'monitor' ? ns : null;
          items.push({ kind: 'boot', boot: latest.boot, vmmStartNs });
        }
        if (latest !== null && isOf(latest, line)) this.#give(line, latest, items);
        else this.#leaveOut(line.isMarked);
      }
    }
    return items;
  }

  #release({ held }: Writer): readonly HeldLine[] {
    this.#heldCount -= held.length;
    return held.splice(0);
  }

  #give({ prefix, event, isMarked }: HeldLine, { boot, zeroNs }: KnownBoot, items: ReadItem[]): void {
    if (!isMarked) return;
    const timeNs = Math.max(0, Math.round(prefix.ns - zeroNs));
    items.push({ kind: 'event', boot, event: { ...event, timeNs } });
  }

  /** Kata and its containerd both log what the monitor says: the same words at the same time are one line. */
  #isDoubled(key: string): boolean {
    if (this.#named.has(key)) return true;
    if (this.#named.size >= MAX_NAMED) this.#named.clear();
    this.#named.add(key);
    return false;
  }

  #leaveOut(isMarked: boolean): void {
    if (isMarked) this.#leftOut += 1;
  }

  #writerOf(name: string | null): Writer {
    const key = this.#writers.size < MAX_WRITERS || this.#writers.has(name) ? name : null;
    const known = this.#writers.get(key);
    if (known !== undefined) return known;
    const writer: Writer = { held: [], process: 0, latestNs: 0, known: null };
    this.#writers.set(key, writer);
    return writer;
  }
}

/** A part of a string keeps all of it in memory. */
function copied(text: string): string {
  return Buffer.from(text).toString();
}

/** The clock of a writer is at `ns`. Where it falls far, or at a new boot, another process began: lines of one can be out of order. */
function reach(writer: Writer, ns: Nanoseconds, isNewBoot: boolean): void {
  const hasFallen = ns < writer.latestNs - REORDER_NS;
  const isRestart = hasFallen && (isNewBoot || ns < writer.latestNs / 2);
  if (isRestart) writer.process += 1;
  writer.latestNs = isRestart ? ns : Math.max(writer.latestNs, ns);
}

function isOf({ process, zeroNs }: KnownBoot, held: HeldLine): boolean {
  return held.process === process && held.prefix.ns >= zeroNs - BEFORE_CREATION_NS;
}
