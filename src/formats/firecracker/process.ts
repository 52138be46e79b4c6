/**
 * One start of Firecracker: the lines of its log wait until it is known what they count from, which the boot timer's line or the event
 * `build microvm` says. Bounded: beyond a number of lines the oldest are left out.
 */
import type { ReadItem } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import { type ClockReading, elapsedNs } from '../reading/decimal-time.js';
import { momentEvent } from '../reading/moments.js';
import { MAX_LINE_TEXT } from '../reading/text-boots.js';

/** Lines that wait, of one process. */
export const MAX_WAITING = 1000;
/** Its clocks agree to a millisecond, and to more on a busy host; another boot is further away. */
const SAME_ZERO_NS = 50_000_000;
/** `event_start: build microvm for boot`, since v1.6 at level Debug. */
const EVENT = /^event_(start|end): (.{1,100})$/;
const BUILD = /^event_start: build microvm\b/;

export interface PlacedLine {
  readonly wall: ClockReading;
  readonly line: number;
  readonly vcpu: number | null;
  readonly message: string;
}

export class FirecrackerProcess {
  /** When it said that it runs; null when that line is not in the log. */
  readonly #startedAt: ClockReading | null;
  #zero: ClockReading | null = null;
  #boot: number | null = null;
  #latestNs: Nanoseconds | null = null;
  #waiting: PlacedLine[] = [];
  #leftOut = 0;

  constructor(startedAt: ClockReading | null) {
    this.#startedAt = startedAt;
  }

  get boot(): number | null {
    return this.#boot;
  }

  /** Lines from before the creation of the machine, and those that could not wait. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** True when its own events say what its times count from. */
  get hasZero(): boolean {
    return this.#zero !== null;
  }

  /** A guest may write the timer twice: then its time runs on with the time of day. */
  isSameBoot(timeNs: Nanoseconds, wall: ClockReading | null): boolean {
    if (this.#boot === null) return true;
    if (this.#latestNs !== null && timeNs < this.#latestNs) return false;
    if (wall === null || this.#zero === null) return timeNs === this.#latestNs;
    return Math.abs(elapsedNs(this.#zero, wall) - timeNs) < SAME_ZERO_NS;
  }

  /** Accepts a line; immediate results go to `items`. */
  take(line: PlacedLine, items: ReadItem[]): void {
    if (this.#boot !== null) {
      this.#place(line, items);
      return;
    }
    if (BUILD.test(line.message)) this.#zero = line.wall;
    this.#waiting.push(line);
    if (this.#waiting.length <= MAX_WAITING) return;
    this.#waiting.shift();
    this.#leftOut += 1;
  }

  /** The guest wrote the boot timer. */
  reach(timeNs: Nanoseconds, wall: ClockReading | null, boot: number, items: ReadItem[]): void {
    this.#latestNs = timeNs;
    if (this.#boot !== null) return;
    this.#zero ??= wall === null ? null : before(wall, timeNs);
    this.open(boot, items);
  }

  /** Begins its boot, with the lines that waited. */
  open(boot: number, items: ReadItem[]): void {
    this.#boot = boot;
    const zero = this.#zero;
    const ran = zero === null || this.#startedAt === null ? null : elapsedNs(this.#startedAt, zero);
    const vmmStartNs = ran !== null && ran >= 0 && Number.isSafeInteger(ran) ? ran : null;
    items.push({ kind: 'boot', boot, vmmStartNs });
    for (const line of this.#waiting) this.#place(line, items);
    this.#waiting = [];
  }

  #place({ wall, line, vcpu, message }: PlacedLine, items: ReadItem[]): void {
    const timeNs = this.#zero === null ? -1 : elapsedNs(this.#zero, wall);
    if (timeNs < 0 || !Number.isSafeInteger(timeNs) || this.#boot === null) {
      this.#leftOut += 1;
      return;
    }
    const text = message.slice(0, MAX_LINE_TEXT);
    const base = { timeNs, line, vcpu } as const;
    items.push({
      kind: 'event',
      boot: this.#boot,
      event: { kind: 'text', ...base, channel: 'monitor', text },
    });
    const [, end, name] = EVENT.exec(text) ?? [];
    if (name === undefined) return;
    const words = `${name} ${end === 'start' ? 'begins' : 'ends'}`;
    const moment = { timeNs, line, name: words, meaning: null, id: `${name}:${end}` };
    items.push({ kind: 'event', boot: this.#boot, event: momentEvent('firecracker', moment) });
  }
}

function before({ seconds, nanos }: ClockReading, ns: Nanoseconds): ClockReading {
  const left = nanos - (ns % 1e9);
  const whole = seconds - Math.floor(ns / 1e9);
  return left < 0 ? { seconds: whole - 1, nanos: left + 1e9 } : { seconds: whole, nanos: left };
}
