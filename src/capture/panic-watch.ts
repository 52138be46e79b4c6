/** Hears a guest give up, and says when it has said all that it has to say about it: a trace of calls comes after the first line. */
import type { Nanoseconds, TextEvent } from '../trace/event.js';
import { findLastWords, type HeardWords, type LastWords } from '../trace/last-words.js';

/** A guest that resets a second after its panic (`panic=1`) still does so. */
const QUIET_NS = 1.5e9;
/** Some never stop writing. */
const MOST_NS = 5e9;

export class PanicWatch {
  #heard: HeardWords | null = null;
  #words: LastWords | null = null;
  #channel: TextEvent['channel'] | null = null;
  #sinceNs: Nanoseconds = 0;
  #hasEnded = false;

  /** What the guest said when it gave up first; null when it did not. */
  get words(): LastWords | null {
    return this.#words;
  }

  /** @param endNs when the line was whole */
  look({ text, channel }: TextEvent, endNs: Nanoseconds): void {
    if (this.#heard === null) {
      this.#heard = findLastWords(text);
      if (this.#heard === null) return;
      this.#words = this.#heard.words;
      this.#channel = this.#heard.goOn === undefined ? null : channel;
      this.#sinceNs = endNs;
    } else if (this.#channel === channel) {
      this.#words = this.#heard.goOn!(text);
      this.#channel = null;
    } else {
      this.#hasEnded ||= this.#heard.isEnd(text);
    }
  }

  /** True when nothing is to be waited for after a panic. @param lastTextNs when the guest last wrote a character */
  isOver(nowNs: Nanoseconds, lastTextNs: Nanoseconds): boolean {
    if (this.#heard === null) return false;
    const quietNs = nowNs - Math.max(lastTextNs, this.#sinceNs);
    return this.#hasEnded || quietNs >= QUIET_NS || nowNs - this.#sinceNs >= MOST_NS;
  }
}
