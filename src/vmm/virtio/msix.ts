/**
 * Message signalled interrupts (PCI Local Bus Specification 3.0, 6.8.2): a table of messages that the guest fills in,
 * and a word of those that came while they were masked.
 */
import { wordBytes } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import type { PciConfigSpace } from '../pci/pci-config-space.js';

/** Sends a message to the interrupt controllers: the address and data of a table entry. */
export type SignalMsi = (addressLow: number, addressHigh: number, data: number) => void;

const CAPABILITY_MSIX = 0x11;
const ENTRY_WORDS = 4;
const ENTRY_CONTROL = 3;
const ENTRY_MASKED = 1 << 0;
const ENTRY_SIZE = 16;
/** Entries that one word of pending bits has room for. */
const MAX_VECTORS = 32;
/** Message control: its high byte, at this distance from the capability. */
const CONTROL = 3;
const ENABLE = 1 << 7;
const FUNCTION_MASK = 1 << 6;

export interface MsixParts {
  readonly state: DeviceState;
  readonly space: PciConfigSpace;
  /** Entries of the table, at most 32. */
  readonly vectors: number;
  /** Offsets in the function's memory, multiples of 8. */
  readonly tableOffset: number;
  readonly pendingOffset: number;
  readonly signal: SignalMsi;
}

export class Msix {
  readonly vectors: number;
  readonly #space: PciConfigSpace;
  readonly #signal: SignalMsi;
  readonly #capability: number;
  readonly #entries: Int32Array;
  readonly #pending: Int32Array;

  constructor({ state, space, vectors, tableOffset, pendingOffset, signal }: MsixParts) {
    if (vectors > MAX_VECTORS) throw new RangeError(`${vectors} interrupt vectors`);
    this.vectors = vectors;
    this.#space = space;
    this.#signal = signal;
    this.#entries = state.words('msix-table', vectors * ENTRY_WORDS);
    this.#pending = state.words('msix-pending', 1);
    // The low three bits of both offsets name the base address, which is number 0.
    const body = [vectors - 1, 0, ...wordBytes(tableOffset), ...wordBytes(pendingOffset)];
    this.#capability = space.addCapability(CAPABILITY_MSIX, body);
    space.allowWrites(this.#capability + CONTROL, [ENABLE | FUNCTION_MASK]);
  }

  /** To be called once, when the machine is new: every entry is masked. */
  reset(): void {
    for (let vector = 0; vector < this.vectors; vector++) {
      this.#entries[vector * ENTRY_WORDS + ENTRY_CONTROL] = ENTRY_MASKED;
    }
  }

  get enabled(): boolean {
    return (this.#control & ENABLE) !== 0;
  }

  /** Sends the message of an entry, or keeps it until the entry is unmasked. */
  raise(vector: number): void {
    if (vector >= this.vectors) return;
    if (this.#isMasked(vector)) this.#pending[0] = this.#pending[0]! | (1 << vector);
    else this.#send(vector);
  }

  /** To be called when the guest has written to configuration space, where the function's mask is. */
  sendUnmasked(): void {
    for (let vector = 0; vector < this.vectors; vector++) {
      if ((this.#pending[0]! & (1 << vector)) === 0 || this.#isMasked(vector)) continue;
      this.#pending[0] = this.#pending[0]! & ~(1 << vector);
      this.#send(vector);
    }
  }

  readTable(offset: number, data: Uint8Array): void {
    const { buffer, byteOffset, byteLength } = this.#entries;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    for (let i = 0; i < data.length; i++) data[i] = bytes[offset + i] ?? 0;
  }

  /** Whole words of 4 or 8 bytes, as the specification demands; anything else is ignored. */
  writeTable(offset: number, data: Uint8Array): void {
    const end = offset + data.length;
    if (offset % 4 !== 0 || data.length % 4 !== 0 || end > this.vectors * ENTRY_SIZE) return;
    const fields = new DataView(data.buffer, data.byteOffset, data.length);
    for (let at = 0; at < data.length; at += 4) {
      this.#entries[(offset + at) / 4] = fields.getInt32(at, true);
    }
    this.sendUnmasked();
  }

  readPending(offset: number, data: Uint8Array): void {
    for (let i = 0; i < data.length; i++) {
      const at = offset + i;
      data[i] = at < 4 ? (this.#pending[0]! >>> (8 * at)) & 0xff : 0;
    }
  }

  get #control(): number {
    return this.#space.read(this.#capability + CONTROL, 1);
  }

  #isMasked(vector: number): boolean {
    if (!this.enabled || (this.#control & FUNCTION_MASK) !== 0) return true;
    return (this.#entries[vector * ENTRY_WORDS + ENTRY_CONTROL]! & ENTRY_MASKED) !== 0;
  }

  #send(vector: number): void {
    const at = vector * ENTRY_WORDS;
    this.#signal(this.#entries[at]! >>> 0, this.#entries[at + 1]! >>> 0, this.#entries[at + 2]! >>> 0);
  }
}
