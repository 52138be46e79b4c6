/**
 * Places text that comes without times among codes that have them. A byte's time is that of its arrival here; zero is where
 * the earliest of the codes says it was, by its own time and its arrival. Until a code has come, text waits.
 */
import type { GuestEvent } from '../../capture/guest-event.js';
import type { Nanoseconds, TextChannel } from '../../trace/event.js';

/** So long after its first byte, text waits no more: a guest may write no codes at all. */
const MAX_WAIT_NS = 1e9;
/** Maximum number of waiting bytes. */
const MAX_WAITING = 2 ** 20;

type ByteEvent = Extract<GuestEvent, { kind: 'byte' }>;

interface Waiting {
  readonly channel: TextChannel;
  readonly value: number;
  readonly arrivalNs: Nanoseconds;
}

export class TextClock {
  readonly #hand: (event: ByteEvent) => void;
  /** On the clock of arrivals; null until it is known or given up. */
  #zeroNs: Nanoseconds | null = null;
  #waiting: Waiting[] = [];

  constructor(hand: (event: ByteEvent) => void) {
    this.#hand = hand;
  }

  /** Null until a code has come, or text waits no more. */
  get zeroNs(): Nanoseconds | null {
    return this.#zeroNs;
  }

  /** A code says where zero is; the one that arrived with the least delay says it best. */
  code(timeNs: Nanoseconds, arrivalNs: Nanoseconds): void {
    const zeroNs = arrivalNs - timeNs;
    this.#settle(this.#zeroNs === null ? zeroNs : Math.min(this.#zeroNs, zeroNs));
  }

  /** True when text has waited long enough for a code that may never come. */
  isOverdue(nowNs: Nanoseconds): boolean {
    const [first] = this.#waiting;
    return (
      first !== undefined && (nowNs - first.arrivalNs > MAX_WAIT_NS || this.#waiting.length > MAX_WAITING)
    );
  }

  /** Without a code, zero is where the program was heard to begin. */
  settleAt(zeroNs: Nanoseconds): void {
    if (this.#zeroNs === null) this.#settle(zeroNs);
  }

  bytes(channel: TextChannel, bytes: Uint8Array, arrivalNs: Nanoseconds): void {
    for (const value of bytes) {
      if (this.#zeroNs === null) this.#waiting.push({ channel, value, arrivalNs });
      else this.#hand(this.#place({ channel, value, arrivalNs }, this.#zeroNs));
    }
  }

  #settle(zeroNs: Nanoseconds): void {
    this.#zeroNs = zeroNs;
    for (const waiting of this.#waiting.splice(0)) this.#hand(this.#place(waiting, zeroNs));
  }

  #place({ channel, value, arrivalNs }: Waiting, zeroNs: Nanoseconds): ByteEvent {
    const timeNs = Math.max(0, Math.floor((arrivalNs - zeroNs) / 1000) * 1000);
    return { kind: 'byte', channel, value, timeNs, vcpu: null };
  }
}
