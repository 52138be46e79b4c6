/**
 * Where devices keep their registers. Every vCPU runs in a thread of its own with its own copy of each device
 * object; what makes them one device is that their registers lie in this shared memory. Each takes its memory as slots with
 * names. All threads build the same devices in the same order, so each device finds the same bytes
 * (docs/decisions/0001-threads.md); the layout's checksum shows whether they did.
 */

const ALIGNMENT = 8;

/** What one thread has laid out. */
interface Layout {
  /** Bytes of each slot by its name, in the order in which they lie. */
  readonly slots: Map<string, number>;
  used: number;
}

export class DeviceState {
  readonly #buffer: SharedArrayBuffer | ArrayBuffer;
  readonly #owner: string;
  readonly #layout: Layout;

  constructor(
    buffer: SharedArrayBuffer | ArrayBuffer,
    owner = '',
    layout: Layout = { slots: new Map(), used: 0 },
  ) {
    this.#buffer = buffer;
    this.#owner = owner;
    this.#layout = layout;
  }

  /** The same memory for a device of which there may be several, or that has several slots: its name precedes theirs. */
  of(owner: string): DeviceState {
    return new DeviceState(this.#buffer, `${this.#owner}${owner}.`, this.#layout);
  }

  /** A slot of `length` bytes, zero when the machine is new. Throws RangeError for a name that is taken. */
  bytes(name: string, length: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#take(name, length), length);
  }

  /** A slot of `length` 32-bit words, zero when the machine is new. Throws RangeError for a name that is taken. */
  words(name: string, length: number): Int32Array {
    return new Int32Array(this.#buffer, this.#take(name, length * Int32Array.BYTES_PER_ELEMENT), length);
  }

  /**
   * True for the first thread that builds the device: it sets the initial values that are not zero, once per machine.
   */
  isNew(name: string): boolean {
    const built = this.bytes(`${name}.built`, 1);
    if (built[0] !== 0) return false;
    built[0] = 1;
    return true;
  }

  /** FNV-1a of the names and sizes of all slots so far, in their order: equal in all threads that built the same devices. */
  get checksum(): number {
    const table = [...this.#layout.slots].map(([name, length]) => `${name} ${length}\n`).join('');
    return new TextEncoder()
      .encode(table)
      .reduce((hash, byte) => Math.imul(hash ^ byte, FNV_PRIME) >>> 0, FNV_OFFSET_BASIS);
  }

  #take(name: string, length: number): number {
    const { slots, used: offset } = this.#layout;
    const fullName = `${this.#owner}${name}`;
    if (slots.has(fullName)) throw new RangeError(`two devices keep registers under the name ${fullName}`);
    const end = offset + Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    if (end > this.#buffer.byteLength) throw new RangeError(`device state of ${end} bytes does not fit`);
    slots.set(fullName, length);
    this.#layout.used = end;
    return offset;
  }
}

const FNV_OFFSET_BASIS = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Shared memory that the devices of any machine fit into. */
export const DEVICE_STATE_SIZE = 64 * 1024;
