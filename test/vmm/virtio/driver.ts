/** A virtio driver as a guest would have it: finds a function's structures by its capabilities and drives its first queue. */
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { KiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import type { VirtioDevice } from '../../../src/vmm/virtio/device.js';
import { VirtioPci } from '../../../src/vmm/virtio/virtio-pci.js';

export const FUNCTION_ADDRESS = 0xc000_0000;
const QUEUE_AT = { descriptors: 0x1000, available: 0x8000, used: 0xc000 } as const;
/** Guest memory from here on is free for buffers. */
export const BUFFERS = 64 * KiB;

export interface Buffer {
  readonly at: number;
  readonly length: number;
  readonly writable: boolean;
}

/** @param options.state what the device's registers are kept in; another device's makes both the same device. */
export function createDriver(
  device: VirtioDevice,
  {
    isStopping = (): boolean => false,
    giveWay = (): void => undefined,
    state = new ArrayBuffer(16 * KiB),
  } = {},
) {
  const bytes = new Uint8Array(1 * MiB);
  const memory = new GuestMemory([{ base: 0, bytes }]);
  const messages: [number, number, number][] = [];
  const levels: number[] = [];
  const pci = new VirtioPci({
    state: new DeviceState(state),
    memory,
    device,
    address: FUNCTION_ADDRESS,
    irq: {
      set(level) {
        if ((levels.at(-1) ?? 0) !== level) levels.push(level);
      },
    },
    signalMsi: (low, high, data) => messages.push([low, high, data]),
    isStopping,
    giveWay,
  });
  return new Driver({ pci, memory, bytes, messages, levels });
}

type Connections = Pick<Driver, 'pci' | 'memory' | 'bytes' | 'messages' | 'levels'>;

export class Driver {
  size = 0;
  #available = 0;
  readonly #structures = new Map<number, number>();

  readonly pci: VirtioPci;
  readonly memory: GuestMemory;
  readonly bytes: Uint8Array;
  /** Message signalled interrupts so far: address, its high half, data. */
  readonly messages: readonly [number, number, number][];
  /** Levels of the wire so far. */
  readonly levels: readonly number[];

  constructor({ pci, memory, bytes, messages, levels }: Connections) {
    this.pci = pci;
    this.memory = memory;
    this.bytes = bytes;
    this.messages = messages;
    this.levels = levels;
    for (const at of this.capabilities(0x09)) {
      this.#structures.set(pci.readConfig(at + 3, 1), pci.readConfig(at + 8, 4));
    }
  }

  /** Registers of the capabilities of a kind. */
  capabilities(id: number): number[] {
    const found: number[] = [];
    for (let at = this.pci.readConfig(0x34, 1); at !== 0; at = this.pci.readConfig(at + 1, 1)) {
      if (this.pci.readConfig(at, 1) === id) found.push(at);
    }
    return found;
  }

  /** Offset of a structure by its type: 1 common, 2 notify, 3 ISR, 4 device, 5 access by configuration. */
  structure(type: number): number {
    return this.#structures.get(type)!;
  }

  read(type: number, offset: number, width: number): number {
    const data = new Uint8Array(8);
    this.pci.readMemory(this.structure(type) + offset, data.subarray(0, width));
    return Number(new DataView(data.buffer).getBigUint64(0, true));
  }

  write(type: number, offset: number, width: number, value: number): void {
    const data = new Uint8Array(8);
    new DataView(data.buffer).setBigUint64(0, BigInt(value), true);
    this.pci.writeMemory(this.structure(type) + offset, data.subarray(0, width));
  }

  common = (offset: number, width: number) => this.read(1, offset, width);
  setCommon = (offset: number, width: number, value: number) => this.write(1, offset, width, value);

  /** Switches the function's memory on, takes the features, sets up queue 0 and says that the driver is ready. */
  start({ features = 0, size = 16 } = {}): this {
    this.pci.writeConfig(0x04, 2, 0x0006);
    this.setCommon(20, 1, 0);
    this.setCommon(20, 1, 1 | 2);
    this.setCommon(8, 4, 0);
    this.setCommon(12, 4, features);
    this.setCommon(8, 4, 1);
    this.setCommon(12, 4, 1);
    this.setCommon(20, 1, 1 | 2 | 8);
    this.setCommon(22, 2, 0);
    this.setCommon(24, 2, size);
    this.size = size;
    this.setCommon(32, 4, QUEUE_AT.descriptors);
    this.setCommon(40, 4, QUEUE_AT.available);
    this.setCommon(48, 8, QUEUE_AT.used);
    this.setCommon(28, 2, 1);
    this.setCommon(20, 1, 1 | 2 | 8 | 4);
    return this;
  }

  get status(): number {
    return this.common(20, 1);
  }

  /** Fills descriptors from `first` on and makes the chain available. */
  offer(buffers: readonly Buffer[], first = 0): this {
    buffers.forEach(({ at, length, writable }, i) => {
      const isLast = i === buffers.length - 1;
      this.setDescriptor(first + i, {
        at,
        length,
        flags: (isLast ? 0 : 1) | (writable ? 2 : 0),
        next: first + i + 1,
      });
    });
    return this.offerHead(first);
  }

  setDescriptor(
    index: number,
    { at, length, flags, next = 0 }: { at: number; length: number; flags: number; next?: number },
  ): void {
    const fields = this.memory.view(QUEUE_AT.descriptors + index * 16, 16);
    fields.setBigUint64(0, BigInt(at), true);
    fields.setUint32(8, length, true);
    fields.setUint16(12, flags, true);
    fields.setUint16(14, next, true);
  }

  offerHead(head: number): this {
    const ring = this.memory.view(QUEUE_AT.available, 4 + this.size * 2);
    ring.setUint16(4 + (this.#available % this.size) * 2, head, true);
    this.#available += 1;
    ring.setUint16(2, this.#available, true);
    return this;
  }

  setAvailableIndex(index: number): void {
    this.memory.view(QUEUE_AT.available, 4).setUint16(2, index, true);
  }

  setAvailableFlags(flags: number): void {
    this.memory.view(QUEUE_AT.available, 4).setUint16(0, flags, true);
  }

  notify(queue = 0): this {
    this.write(2, queue * 4, 2, queue);
    return this;
  }

  /** Requests given back so far: head and bytes written. */
  get used(): [number, number][] {
    const ring = this.memory.view(QUEUE_AT.used, 4 + this.size * 8);
    return Array.from({ length: Math.min(ring.getUint16(2, true), this.size) }, (_, i) => [
      ring.getUint32(4 + i * 8, true),
      ring.getUint32(8 + i * 8, true),
    ]);
  }
}

/** A device that echoes: notes its requests, and fills what it may write with 0xee. */
export function echoDevice(requests: { readable: string; writable: number }[] = []): VirtioDevice {
  return {
    name: 'echo',
    deviceId: 42,
    classCode: 0xff_00_00,
    features: 0b1010,
    queueSizes: [16, 4],
    config: Uint8Array.of(1, 2, 3, 4),
    serve({ readable, writable }) {
      let written = 0;
      for (const buffer of writable) {
        buffer.fill(0xee);
        written += buffer.length;
      }
      const text = readable.map((buffer) => new TextDecoder().decode(buffer)).join('|');
      requests.push({ readable: text, writable: written });
      return written;
    },
  };
}
