/**
 * What a guest's driver did against the rules, in shared memory: how often, and the first of it in words, whichever vCPU's
 * thread saw it. The machine's lock orders accesses.
 */
import type { DeviceState } from '../bus/device-state.js';

/** Bytes; the words are our own, and shorter. */
const ROOM = 200;

export class DriverFaults {
  readonly #words: Int32Array;
  readonly #text: Uint8Array;

  constructor(state: DeviceState) {
    this.#words = state.words(2);
    this.#text = state.bytes(ROOM);
  }

  note(text: string): void {
    if (this.count === 0) this.#words[1] = new TextEncoder().encodeInto(text, this.#text).written;
    // A guest may go on for as long as it likes.
    this.#words[0] = Math.min(this.count + 1, 0x7fff_ffff);
  }

  get count(): number {
    return this.#words[0]!;
  }

  /** Null when there was none. */
  get first(): string | null {
    // What is shared is not decoded where it lies.
    return this.count === 0 ? null : new TextDecoder().decode(this.#text.slice(0, this.#words[1]));
  }
}
