/**
 * The common configuration structure of a virtio PCI function (Virtual I/O Device 1.1, 4.1.4.3): the driver negotiates
 * features, sets up the queues and reports its status here. A field takes writes of exactly its own width; a field of
 * 64 bits is two of 32, as drivers write it.
 */
import { gatherBytes } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import { NO_VECTOR, QUEUE_PARTS, type Virtqueue } from './virtqueue.js';

export const COMMON_CONFIG_SIZE = 56;

/** Bits of the device status (2.1). */
export const STATUS = { driverOk: 4, featuresOk: 8, needsReset: 64 } as const;

/** VIRTIO_F_VERSION_1 is bit 32: the lowest of the high word. */
const VERSION_1 = 1 << 0;

const DEVICE_SELECT = 0;
const DRIVER_SELECT = 1;
const DRIVER_LOW = 2;
const DRIVER_HIGH = 3;
const CONFIG_VECTOR = 4;
const DEVICE_STATUS = 5;
const QUEUE_SELECT = 6;
const WORDS = 8;

export interface CommonConfigParts {
  readonly state: DeviceState;
  /** Feature bits 0 to 31 of the device; VIRTIO_F_VERSION_1 is offered beside them. */
  readonly features: number;
  readonly queues: readonly Virtqueue[];
  /** Interrupt vectors that there are. */
  readonly vectors: number;
  /** The driver has reset the device. */
  readonly onReset: () => void;
  /** The driver negotiated against the rules; the words name it. */
  readonly onFault: (text: string) => void;
}

interface Field {
  readonly at: number;
  readonly width: 1 | 2 | 4;
  read(): number;
  /** Absent in fields that are read only. */
  write?(value: number): void;
}

export class CommonConfig {
  readonly #parts: CommonConfigParts;
  readonly #words: Int32Array;
  readonly #fields: readonly Field[];

  constructor(parts: CommonConfigParts) {
    this.#parts = parts;
    this.#words = parts.state.words('common-config', WORDS);
    this.#fields = [...this.#featureFields(), ...this.#deviceFields(), ...this.#queueFields()];
  }

  /** To be called once when the machine is new, and when the driver resets the device. */
  reset(): void {
    this.#words.fill(0);
    this.#words[CONFIG_VECTOR] = NO_VECTOR;
    for (const queue of this.#parts.queues) queue.reset();
  }

  get status(): number {
    return this.#words[DEVICE_STATUS]!;
  }

  /** Tells the driver that the device needs a reset before it works again. */
  setNeedsReset(): void {
    this.#words[DEVICE_STATUS] = this.status | STATUS.needsReset;
  }

  /** MSI-X vector that tells of configuration changes, or NO_VECTOR. */
  get vector(): number {
    return this.#words[CONFIG_VECTOR]!;
  }

  read(offset: number, data: Uint8Array): void {
    data.fill(0);
    for (const field of this.#fields) {
      if (field.at >= offset + data.length || field.at + field.width <= offset) continue;
      const value = field.read();
      for (let i = 0; i < field.width; i++) {
        const at = field.at + i - offset;
        if (at >= 0 && at < data.length) data[at] = (value >>> (8 * i)) & 0xff;
      }
    }
  }

  write(offset: number, data: Uint8Array): void {
    if (data.length === 8) {
      this.write(offset, data.subarray(0, 4));
      this.write(offset + 4, data.subarray(4));
      return;
    }
    const field = this.#fields.find(({ at, width }) => at === offset && width === data.length);
    field?.write?.(gatherBytes(data));
  }

  #featureFields(): Field[] {
    const words = this.#words;
    const { features } = this.#parts;
    const driverWord = () => [DRIVER_LOW, DRIVER_HIGH][words[DRIVER_SELECT]!];
    return [
      this.#wordField(0, 4, DEVICE_SELECT),
      { at: 4, width: 4, read: () => [features, VERSION_1][words[DEVICE_SELECT]!] ?? 0 },
      this.#wordField(8, 4, DRIVER_SELECT),
      {
        at: 12,
        width: 4,
        read: () => words[driverWord() ?? WORDS] ?? 0,
        write(value) {
          const word = driverWord();
          if (word !== undefined) words[word] = value;
        },
      },
    ];
  }

  #deviceFields(): Field[] {
    const setVector = (value: number) => {
      this.#words[CONFIG_VECTOR] = this.#checkVector(value);
    };
    return [
      { at: 16, width: 2, read: () => this.vector, write: setVector },
      { at: 18, width: 2, read: () => this.#parts.queues.length },
      { at: 20, width: 1, read: () => this.status, write: (value) => this.#setStatus(value) },
      // The configuration never changes, so its generation stays 0.
      { at: 21, width: 1, read: () => 0 },
      this.#wordField(22, 2, QUEUE_SELECT),
    ];
  }

  /** Fields of the queue that is selected; zero when there is no such queue. */
  #queueFields(): Field[] {
    const field = (
      at: number,
      width: Field['width'],
      read: (queue: Virtqueue) => number,
      write: (queue: Virtqueue, value: number) => void,
    ): Field => ({
      at,
      width,
      read: () => (this.#queue === undefined ? 0 : read(this.#queue)),
      write: (value) => {
        if (this.#queue !== undefined) write(this.#queue, value);
      },
    });
    return [
      field(24, 2, ({ size }) => size, setSize),
      field(
        26,
        2,
        ({ vector }) => vector,
        (queue, value) => {
          queue.vector = this.#checkVector(value);
        },
      ),
      field(
        28,
        2,
        ({ enabled }) => (enabled ? 1 : 0),
        (queue, value) => {
          if (value === 1) queue.enable();
        },
      ),
      // Each queue is notified at its own number.
      { at: 30, width: 2, read: () => (this.#queue === undefined ? 0 : this.#words[QUEUE_SELECT]!) },
      ...QUEUE_PARTS.flatMap((part, index) =>
        ([0, 1] as const).map((half) =>
          field(
            32 + index * 8 + half * 4,
            4,
            (queue) => queue.addressHalf(part, half),
            (queue, value) => {
              if (!queue.enabled) queue.setAddressHalf(part, half, value);
            },
          ),
        ),
      ),
    ];
  }

  #wordField(at: number, width: Field['width'], word: number): Field {
    const words = this.#words;
    return {
      at,
      width,
      read: () => words[word]! >>> 0,
      write(value) {
        words[word] = value;
      },
    };
  }

  get #queue(): Virtqueue | undefined {
    return this.#parts.queues[this.#words[QUEUE_SELECT]!];
  }

  /** A vector that is not there reads back as none, which tells the driver so. */
  #checkVector(value: number): number {
    return value < this.#parts.vectors ? value : NO_VECTOR;
  }

  #setStatus(value: number): void {
    if (value === 0) {
      this.reset();
      this.#parts.onReset();
      return;
    }
    const refusal = this.#refusedFeatures();
    const agreed = refusal === null ? value : value & ~STATUS.featuresOk;
    if (refusal !== null && (value & STATUS.featuresOk) !== 0) this.#parts.onFault(refusal);
    else if ((value & STATUS.featuresOk) === 0 && (value & ~this.status & STATUS.driverOk) !== 0) {
      this.#parts.onFault('it set DRIVER_OK without FEATURES_OK');
    }
    // The device's own bit stays until the reset.
    this.#words[DEVICE_STATUS] = (agreed & ~STATUS.needsReset) | (this.status & STATUS.needsReset);
  }

  /** The driver must take nothing that was not offered, and be one of version 1: what is wrong, or null. */
  #refusedFeatures(): string | null {
    const unknown = [
      ...bitsOf(this.#words[DRIVER_LOW]! & ~this.#parts.features, 0),
      ...bitsOf(this.#words[DRIVER_HIGH]! & ~VERSION_1, 32),
    ];
    if (unknown.length > 0) {
      return `FEATURES_OK was refused: it took features that were not offered, bits ${unknown.join(', ')}`;
    }
    if ((this.#words[DRIVER_HIGH]! & VERSION_1) !== 0) return null;
    return 'FEATURES_OK was refused: it did not take VIRTIO_F_VERSION_1, bit 32';
  }
}

function bitsOf(word: number, first: number): number[] {
  return Array.from({ length: 32 }, (_, bit) => bit)
    .filter((bit) => (word & (1 << bit)) !== 0)
    .map((bit) => first + bit);
}

function setSize(queue: Virtqueue, value: number): void {
  if (!queue.enabled) queue.size = value;
}
