/**
 * Timed lines of a console or a kernel's log → boots of text events. A boot begins anew where the time falls, or
 * where a program starts that had started before, or that comes before one that had.
 */
import { bannerRank } from '../../trace/banners.js';
import type { Clock, ReadItem } from '../../trace/boot.js';
import type { TextChannel } from '../../trace/event.js';
import { type ClockReading, elapsedNs } from './decimal-time.js';

/** Longest text of a line that is kept. */
export const MAX_LINE_TEXT = 4096;
/** printk of several CPUs is out of order by less; a smaller fall is no new boot. */
const MAX_FALL_NS = 1_000_000_000;

export interface TimedText {
  readonly clock: Clock;
  readonly time: ClockReading;
  readonly line: number;
  readonly text: string;
  /** The machine, if an input has several. */
  readonly writer?: string | null;
}

interface OpenBoot {
  readonly number: number;
  readonly clock: Clock;
  readonly zero: ClockReading;
  latest: ClockReading;
  rank: number;
}

const ZERO: ClockReading = { seconds: 0, nanos: 0 };

/** Writers above this number count as one. */
const MAX_WRITERS = 1024;

export class TextBoots {
  readonly #channel: TextChannel;
  /** The latest boot of each writer. */
  readonly #current = new Map<string | null, OpenBoot>();
  #boots = 0;
  #cut = 0;

  constructor(channel: TextChannel) {
    this.#channel = channel;
  }

  get boots(): number {
    return this.#boots;
  }

  /** Lines of which only the beginning was kept. */
  get cutLines(): number {
    return this.#cut;
  }

  /** Clock of the boot that a writer is in; null when it is in none. */
  clockOf(writer: string | null): Clock | null {
    return this.#current.get(this.#key(writer))?.clock ?? null;
  }

  /** What this writer writes next is of another boot. */
  leave(writer: string | null): void {
    this.#current.delete(writer);
  }

  /** Puts a line into its boot. */
  push({ clock, time, line, text, writer = null }: TimedText, items: ReadItem[]): void {
    const rank = bannerRank(text);
    const boot = this.#bootOf({ clock, time, rank, writer }, items);
    if (rank !== null) boot.rank = rank;
    if (elapsedNs(boot.latest, time) > 0) boot.latest = time;
    const isLong = text.length > MAX_LINE_TEXT;
    if (isLong) this.#cut += 1;
    const event = {
      kind: 'text',
      timeNs: Math.max(0, elapsedNs(boot.zero, time)),
      line,
      vcpu: null,
      channel: this.#channel,
      // A slice would hold on to the whole line.
      text: isLong ? Buffer.from(text.slice(0, MAX_LINE_TEXT)).toString() : text,
    } as const;
    items.push({ kind: 'event', boot: boot.number, event });
  }

  #key(writer: string | null): string | null {
    return this.#current.has(writer) || this.#current.size < MAX_WRITERS ? writer : null;
  }

  #bootOf({ clock, time, rank, writer }: Sighting, items: ReadItem[]): OpenBoot {
    const current = this.#current.get(this.#key(writer));
    if (current !== undefined && !startsAnew(current, clock, time, rank)) return current;
    // Time of day has no zero of use, and where times run on through a reboot, the next boot has none of its own.
    const runsOn = current !== undefined && current.clock === clock && elapsedNs(current.latest, time) >= 0;
    const zero = runsOn || clock === 'wall' ? time : ZERO;
    const boot: OpenBoot = { number: this.#boots, clock, zero, latest: time, rank: -1 };
    this.#boots += 1;
    this.#current.set(this.#key(writer), boot);
    const named = writer === null ? {} : { writer };
    items.push({ kind: 'boot', boot: boot.number, vmmStartNs: null, clock, ...named });
    return boot;
  }
}

interface Sighting {
  readonly clock: Clock;
  readonly time: ClockReading;
  readonly rank: number | null;
  readonly writer: string | null;
}

function startsAnew(boot: OpenBoot, clock: Clock, time: ClockReading, rank: number | null): boolean {
  if (boot.clock !== clock || (rank !== null && rank <= boot.rank)) return true;
  return elapsedNs(boot.latest, time) < -MAX_FALL_NS || elapsedNs(boot.zero, time) > Number.MAX_SAFE_INTEGER;
}
