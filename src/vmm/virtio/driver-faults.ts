/**
 * What a guest's driver did against the rules, in shared memory: how often, and the first of it in words, whichever vCPU's
 * thread saw it. The machine's lock orders accesses.
 */
import type { DeviceState } from '../bus/device-state.js';

/** Bytes; the words are our own, and shorter. */
const ROOM = 200;

export class DriverFaults {
  readonly #count: Int32Array;
  readonly #length: Int32Array;
  readonly #text: Uint8Array;

  constructor(state: DeviceState) {
    this.#count = state.words('count', 1);
    this.#length = state.words('text-length', 1);
    this.#text = state.bytes('text', ROOM);
  }

  note(text: string): void {
    if (this.count === 0) this.#length[0] = new TextEncoder().encodeInto(text, this.#text).written;
    // A guest may go on for as long as it likes.
    this.#count[0] = Math.min(this.count + 1, 0x7fff_ffff);
  }

  get count(): number {
    return this.#count[0]!;
  }

  /** Null when there was none. */
  get first(): string | null {
    // What is shared is not decoded where it lies.
    return this.count === 0 ? null : new TextDecoder().decode(this.#text.slice(0, this.#length[0]));
  }
}
