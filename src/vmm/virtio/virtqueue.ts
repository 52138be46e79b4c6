/**
 * A split virtqueue (Virtual I/O Device 1.1, 2.6) from the device's side. Rings and buffers lie in guest memory and are
 * hostile: every index, address and length is checked before it is used. No indirect descriptors and no event index,
 * which are not offered.
 */
import type { DeviceState } from '../bus/device-state.js';
import { GuestAddressError, type GuestMemory } from '../bus/memory.js';

/** Words of shared state: what the driver has set, and how far the device has come. */
const SIZE = 0;
const ENABLED = 1;
const VECTOR = 2;
const NEXT_AVAILABLE = 3;
const NEXT_USED = 4;
const RESETS = 5;
/** Registers of 64 bits, as the low and the high word, from this one on. */
const ADDRESSES = 6;
const WORDS = 12;

/** The parts of a queue, in the order in which the transport has their addresses. */
export const QUEUE_PARTS = ['descriptors', 'available', 'used'] as const;
export type QueuePart = (typeof QUEUE_PARTS)[number];

const DESCRIPTOR_SIZE = 16;
const DESCRIPTOR_NEXT = 1 << 0;
const DESCRIPTOR_WRITE = 1 << 1;
const DESCRIPTOR_INDIRECT = 1 << 2;
const AVAILABLE_NO_INTERRUPT = 1 << 0;
const RING_HEADER = 4;
const AVAILABLE_ENTRY = 2;
const USED_ENTRY = 8;
const ALIGNMENT: Readonly<Record<QueuePart, number>> = { descriptors: 16, available: 2, used: 4 };

/** What a vector reads as when there is none. */
export const NO_VECTOR = 0xffff;

/** The driver broke a rule of the queue, which the message names; the device stops until it is reset. */
export class VirtqueueError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'VirtqueueError';
  }
}

/** One request: what the device reads, then what it writes, as slices of guest memory. */
export interface DescriptorChain {
  readonly head: number;
  readonly readable: readonly Uint8Array[];
  readonly writable: readonly Uint8Array[];
}

export class Virtqueue {
  /** Entries, a power of two up to 32768. */
  readonly maxSize: number;
  readonly #memory: GuestMemory;
  readonly #words: Int32Array;

  constructor(state: DeviceState, memory: GuestMemory, maxSize: number) {
    this.maxSize = maxSize;
    this.#memory = memory;
    this.#words = state.words('registers', WORDS);
  }

  /** To be called once when the machine is new, and when the driver resets the device. */
  reset(): void {
    const { resets } = this;
    this.#words.fill(0);
    this.#words[RESETS] = resets + 1;
    this.#words[SIZE] = this.maxSize;
    this.#words[VECTOR] = NO_VECTOR;
  }

  /** Number of resets. After other threads have used the device, it shows whether the queue is still the same. */
  get resets(): number {
    return this.#words[RESETS]!;
  }

  get size(): number {
    return this.#words[SIZE]!;
  }

  /** Takes a power of two up to the most; anything else is ignored. */
  set size(value: number) {
    if (value > 0 && value <= this.maxSize && (value & (value - 1)) === 0) this.#words[SIZE] = value;
  }

  get enabled(): boolean {
    return this.#words[ENABLED] !== 0;
  }

  enable(): void {
    this.#words[ENABLED] = 1;
  }

  /** MSI-X vector that tells of used buffers, or NO_VECTOR. */
  get vector(): number {
    return this.#words[VECTOR]!;
  }

  set vector(value: number) {
    this.#words[VECTOR] = value;
  }

  /** Half of the address of a part: 0 is the low word, 1 the high. */
  addressHalf(part: QueuePart, half: 0 | 1): number {
    return this.#words[wordOf(part, half)]! >>> 0;
  }

  setAddressHalf(part: QueuePart, half: 0 | 1, value: number): void {
    this.#words[wordOf(part, half)] = value;
  }

  /** The next request of the driver, null when there is none. Throws VirtqueueError. */
  take(): DescriptorChain | null {
    const { size } = this;
    const ring = this.#part('available', RING_HEADER + size * AVAILABLE_ENTRY);
    const next = this.#words[NEXT_AVAILABLE]!;
    const waiting = (ring.getUint16(2, true) - next) & 0xffff;
    if (waiting === 0) return null;
    if (waiting > size) throw new VirtqueueError(`${waiting} requests are available in a queue of ${size}`);
    const chain = this.#walk(ring.getUint16(RING_HEADER + (next % size) * AVAILABLE_ENTRY, true));
    this.#words[NEXT_AVAILABLE] = (next + 1) & 0xffff;
    return chain;
  }

  /** Gives a request back. `written`: bytes written to its writable part, from the first on. */
  giveBack({ head }: DescriptorChain, written: number): void {
    const { size } = this;
    const ring = this.#part('used', RING_HEADER + size * USED_ENTRY);
    const next = this.#words[NEXT_USED]!;
    const entry = RING_HEADER + (next % size) * USED_ENTRY;
    ring.setUint32(entry, head, true);
    // A request may be longer than the field can say.
    ring.setUint32(entry + 4, Math.min(written, 0xffff_ffff), true);
    const after = (next + 1) & 0xffff;
    this.#words[NEXT_USED] = after;
    // The index tells another vCPU that the entry is there, so it must be written after it.
    Atomics.store(new Uint16Array(ring.buffer, ring.byteOffset + 2, 1), 0, after);
  }

  /** False when the driver polls. */
  get wantsInterrupt(): boolean {
    return (this.#part('available', RING_HEADER).getUint16(0, true) & AVAILABLE_NO_INTERRUPT) === 0;
  }

  #walk(head: number): DescriptorChain {
    const { size } = this;
    const table = this.#part('descriptors', size * DESCRIPTOR_SIZE);
    const readable: Uint8Array[] = [];
    const writable: Uint8Array[] = [];
    let index = head;
    for (let seen = 0; seen < size; seen++) {
      if (index >= size) throw new VirtqueueError(`descriptor ${index} is beyond the ${size} of the queue`);
      const at = index * DESCRIPTOR_SIZE;
      const flags = table.getUint16(at + 12, true);
      if ((flags & DESCRIPTOR_INDIRECT) !== 0) {
        throw new VirtqueueError(`descriptor ${index} is indirect, which was not offered`);
      }
      const address = Number(table.getBigUint64(at, true));
      const length = table.getUint32(at + 8, true);
      const buffer = inMemory(`descriptor ${index}`, () => this.#memory.slices(address, length));
      if ((flags & DESCRIPTOR_WRITE) !== 0) writable.push(...buffer);
      else if (writable.length === 0) readable.push(...buffer);
      else throw new VirtqueueError(`descriptor ${index} is to be read, behind one that is to be written`);
      if ((flags & DESCRIPTOR_NEXT) === 0) return { head, readable, writable };
      index = table.getUint16(at + 14, true);
    }
    throw new VirtqueueError(`the chain of descriptor ${head} never ends`);
  }

  #part(part: QueuePart, length: number): DataView {
    const address = this.addressHalf(part, 0) + this.addressHalf(part, 1) * 2 ** 32;
    if (address % ALIGNMENT[part] !== 0) {
      throw new VirtqueueError(`${NAMES[part]} at 0x${address.toString(16)} is not aligned`);
    }
    return inMemory(NAMES[part], () => this.#memory.view(address, length));
  }
}

const NAMES: Readonly<Record<QueuePart, string>> = {
  descriptors: 'the descriptor table',
  available: 'the available ring',
  used: 'the used ring',
};

/** Says whose address was no memory. */
function inMemory<T>(whose: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof GuestAddressError) throw new VirtqueueError(`${whose}: ${error.message}`);
    throw error;
  }
}

function wordOf(part: QueuePart, half: 0 | 1): number {
  return ADDRESSES + QUEUE_PARTS.indexOf(part) * 2 + half;
}
