/** Bytes that a guest wrote one by one → lines of text with the time of their first byte. Bounded; UTF-8. */
import type { Nanoseconds, TextChannel, TextEvent } from '../../trace/event.js';

const LF = 0x0a;
const CR = 0x0d;
/** Longest line; what follows is a line of its own. The runner's limit too. */
export const MAX_TEXT_BYTES = 4096;
/** U+FFFD in UTF-8, in place of a byte that was written but not recorded. */
const REPLACEMENT = [0xef, 0xbf, 0xbd] as const;

/** Where and when a byte was written. */
export interface ByteOrigin {
  readonly timeNs: Nanoseconds;
  readonly line: number | null;
  readonly vcpu: number | null;
}

export class ByteLine {
  readonly #channel: TextChannel;
  #origin: ByteOrigin | null = null;
  #bytes: number[] = [];

  constructor(channel: TextChannel) {
    this.#channel = channel;
  }

  /** Takes a byte and returns the line that it ends, if it ends one. */
  push(value: number, origin: ByteOrigin): TextEvent | null {
    this.#origin ??= origin;
    if (value !== LF) this.#bytes.push(value & 0xff);
    return value === LF || this.#bytes.length >= MAX_TEXT_BYTES ? this.end() : null;
  }

  /** Marks `count` bytes that were not recorded. */
  skip(count: number): void {
    const room = Math.floor((MAX_TEXT_BYTES - this.#bytes.length) / REPLACEMENT.length);
    for (let left = Math.min(count, room); left > 0; left -= 1) this.#bytes.push(...REPLACEMENT);
  }

  /** The line so far, without its line end; null if nothing was written since the last line. */
  end(): TextEvent | null {
    const origin = this.#origin;
    if (origin === null) return null;
    if (this.#bytes.at(-1) === CR) this.#bytes.pop();
    const text = Buffer.from(this.#bytes).toString('utf8');
    this.#origin = null;
    this.#bytes = [];
    return { kind: 'text', ...origin, channel: this.#channel, text };
  }
}
