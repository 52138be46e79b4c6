/**
 * Where devices keep their registers. Every vCPU runs in a thread of its own with its own copy of each device
 * object; what makes them one device is that their registers lie in this shared memory. All threads build the
 * same devices in the same order, so each device finds the same bytes (docs/decisions/0001-threads.md).
 */

const ALIGNMENT = 8;

export class DeviceState {
  readonly #buffer: SharedArrayBuffer | ArrayBuffer;
  #used = 0;

  constructor(buffer: SharedArrayBuffer | ArrayBuffer) {
    this.#buffer = buffer;
  }

  /** The next `length` bytes, zero when the machine is new. */
  bytes(length: number): Uint8Array {
    return new Uint8Array(this.#buffer, this.#take(length), length);
  }

  /** The next `length` 32-bit words, zero when the machine is new. */
  words(length: number): Int32Array {
    return new Int32Array(this.#buffer, this.#take(length * 4), length);
  }

  /** True for the first who builds the device: what is not zero in a new machine is set then, and never again. */
  isNew(): boolean {
    const built = this.bytes(1);
    if (built[0] !== 0) return false;
    built[0] = 1;
    return true;
  }

  #take(length: number): number {
    const offset = this.#used;
    const end = offset + Math.ceil(length / ALIGNMENT) * ALIGNMENT;
    if (end > this.#buffer.byteLength) throw new RangeError(`device state of ${end} bytes does not fit`);
    this.#used = end;
    return offset;
  }
}

/** Shared memory that the devices of any machine fit into. */
export const DEVICE_STATE_SIZE = 64 * 1024;
