/**
 * A virtio device as a PCI function (Virtual I/O Device 1.1, 4.1), without the interface of drafts before 1.0. All of
 * its registers lie behind one base address; a notification is served by the vCPU that wrote it.
 */
import { type AccessWidth, gatherBytes, spreadBytes, wordBytes } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';
import type { IrqLine } from '../bus/interrupts.js';
import type { GuestMemory } from '../bus/memory.js';
import { PciConfigSpace, type PciFunction } from '../pci/pci-config-space.js';
import { COMMON_CONFIG_SIZE, CommonConfig, STATUS } from './common-config.js';
import type { GoesOn, VirtioDevice } from './device.js';
import { DriverFaults } from './driver-faults.js';
import { Msix, type SignalMsi } from './msix.js';
import { NO_VECTOR, Virtqueue, VirtqueueError } from './virtqueue.js';

const VENDOR_ID = 0x1af4;
/** Device IDs of PCI are those of virtio from here on. */
const FIRST_DEVICE_ID = 0x1040;
const REVISION = 1;
/** At least this, so that no driver of the drafts takes the function for its own. */
const SUBSYSTEM_ID = 0x40;

const CAPABILITY_VENDOR = 0x09;
const TYPE = { common: 1, notify: 2, isr: 3, device: 4, pciAccess: 5 } as const;

/** Size of the function's memory, in which each structure has a page. */
export const VIRTIO_PCI_MEMORY = 0x8000;
const PAGE = 0x1000;
const COMMON = 0x0000;
const ISR = 0x1000;
const DEVICE = 0x2000;
const NOTIFY = 0x3000;
const MSIX_TABLE = 0x4000;
const MSIX_PENDING = 0x5000;
const NOTIFY_MULTIPLIER = 4;

/** Bytes that are moved before another thread is let at the devices. */
const MOST_HELD = 1024 * 1024;

const ISR_QUEUE = 1 << 0;
const ISR_CONFIG = 1 << 1;

/** One structure in the function's memory; what it lacks reads as zero and ignores writes. */
interface Structure {
  readonly read?: (at: number, data: Uint8Array) => void;
  readonly write?: (at: number, data: Uint8Array) => void;
}

/** Fields of the capability through which memory is reached by configuration accesses alone. */
const WINDOW_OFFSET = 8;
const WINDOW_LENGTH = 12;
const WINDOW_DATA = 16;

export interface VirtioPciParts {
  readonly state: DeviceState;
  readonly memory: GuestMemory;
  readonly device: VirtioDevice;
  /** Where the function's memory lies until the guest moves it; a multiple of VIRTIO_PCI_MEMORY. */
  readonly address: number;
  readonly irq: IrqLine;
  readonly signalMsi: SignalMsi;
  /** True when the run is to end: no further request is begun. */
  readonly isStopping: () => boolean;
  /** Lets other threads at the devices between two pieces of a request. */
  readonly giveWay: () => void;
}

export class VirtioPci implements PciFunction {
  readonly name: string;
  readonly #parts: VirtioPciParts;
  readonly #space: PciConfigSpace;
  readonly #queues: readonly Virtqueue[];
  readonly #common: CommonConfig;
  readonly #msix: Msix;
  readonly #structures: ReadonlyMap<number, Structure>;
  readonly #isr: Uint8Array;
  readonly #faults: DriverFaults;
  readonly #negotiationFaults: DriverFaults;
  /** Register of the capability that reaches memory. */
  readonly #window: number;

  constructor(parts: VirtioPciParts) {
    const { device, memory } = parts;
    const state = parts.state.of(device.name);
    this.#parts = parts;
    this.name = device.name;
    const isNew = state.isNew('function');
    this.#space = new PciConfigSpace(state, {
      vendorId: VENDOR_ID,
      deviceId: FIRST_DEVICE_ID + device.deviceId,
      subsystemId: SUBSYSTEM_ID,
      revision: REVISION,
      classCode: device.classCode,
    });
    this.#space.addMemory(VIRTIO_PCI_MEMORY, parts.address);
    this.#space.addInterruptPin();
    this.#isr = state.bytes('isr', 1);
    this.#faults = new DriverFaults(state.of('queue-faults'));
    this.#negotiationFaults = new DriverFaults(state.of('negotiation-faults'));
    this.#queues = device.queueSizes.map(
      (size, index) => new Virtqueue(state.of(`queue${index}`), memory, size),
    );
    this.#msix = new Msix({
      state,
      space: this.#space,
      vectors: this.#queues.length + 1,
      tableOffset: MSIX_TABLE,
      pendingOffset: MSIX_PENDING,
      signal: parts.signalMsi,
    });
    this.#common = new CommonConfig({
      state,
      features: device.features,
      queues: this.#queues,
      vectors: this.#msix.vectors,
      onReset: () => this.#setIsr(0),
      onFault: (text) => this.#negotiationFaults.note(text),
    });
    this.#structures = this.#createStructures();
    this.#window = this.#addCapabilities();
    if (isNew) {
      this.#common.reset();
      this.#msix.reset();
    }
  }

  /** How often the driver broke the rules of a queue, upon which the device stopped until its reset. */
  get faults(): number {
    return this.#faults.count;
  }

  /** The first of them: which rule was broken, and where; null when none was. */
  get firstFault(): string | null {
    return this.#faults.first;
  }

  /** What the driver did wrong first while it negotiated; null when nothing. */
  get negotiationFault(): string | null {
    return this.#negotiationFaults.first;
  }

  readConfig(register: number, width: AccessWidth): number {
    const data = this.#windowAccess(register, width);
    if (data === null) return this.#space.read(register, width);
    this.readMemory(this.#windowOffset, data);
    return gatherBytes(data);
  }

  writeConfig(register: number, width: AccessWidth, value: number): void {
    const data = this.#windowAccess(register, width);
    if (data === null) this.#space.write(register, width, value);
    else {
      spreadBytes(value, data);
      this.writeMemory(this.#windowOffset, data);
    }
    this.#msix.sendUnmasked();
    this.#driveLine();
  }

  offsetOf(address: number): number {
    return this.#space.offsetOf(address);
  }

  readMemory(offset: number, data: Uint8Array): void {
    const structure = this.#structures.get(pageOf(offset));
    if (structure?.read === undefined) data.fill(0);
    else structure.read(offset % PAGE, data);
  }

  writeMemory(offset: number, data: Uint8Array): void {
    this.#structures.get(pageOf(offset))?.write?.(offset % PAGE, data);
  }

  #createStructures(): ReadonlyMap<number, Structure> {
    const common = this.#common;
    const msix = this.#msix;
    const { config } = this.#parts.device;
    const readConfig = (at: number, data: Uint8Array) => {
      for (let i = 0; i < data.length; i++) data[i] = config[at + i] ?? 0;
    };
    return new Map<number, Structure>([
      [COMMON, { read: (at, data) => common.read(at, data), write: (at, data) => common.write(at, data) }],
      [ISR, { read: (at, data) => this.#readIsr(at, data) }],
      [DEVICE, { read: readConfig }],
      [NOTIFY, { write: (at) => this.#notify(at / NOTIFY_MULTIPLIER) }],
      [
        MSIX_TABLE,
        { read: (at, data) => msix.readTable(at, data), write: (at, data) => msix.writeTable(at, data) },
      ],
      [MSIX_PENDING, { read: (at, data) => msix.readPending(at, data) }],
    ]);
  }

  /** Returns the register of the last, through which memory is reached. */
  #addCapabilities(): number {
    const configSize = this.#parts.device.config.length;
    const notifySize = this.#queues.length * NOTIFY_MULTIPLIER;
    const add = (type: number, offset: number, length: number, more: readonly number[] = []) =>
      this.#space.addCapability(CAPABILITY_VENDOR, [
        16 + more.length,
        type,
        // Base address 0, and padding.
        ...[0, 0, 0, 0],
        ...wordBytes(offset),
        ...wordBytes(length),
        ...more,
      ]);
    add(TYPE.common, COMMON, COMMON_CONFIG_SIZE);
    add(TYPE.notify, NOTIFY, notifySize, wordBytes(NOTIFY_MULTIPLIER));
    add(TYPE.isr, ISR, 1);
    if (configSize > 0) add(TYPE.device, DEVICE, configSize);
    const window = add(TYPE.pciAccess, 0, 0, wordBytes(0));
    this.#space.allowWrites(
      window + WINDOW_OFFSET,
      Array.from({ length: WINDOW_DATA - WINDOW_OFFSET }, () => 0xff),
    );
    return window;
  }

  get #windowOffset(): number {
    return this.#space.read(this.#window + WINDOW_OFFSET, 4);
  }

  /** Room for the bytes that an access moves through the window; null when it is another access. */
  #windowAccess(register: number, width: AccessWidth): Uint8Array | null {
    if (register !== this.#window + WINDOW_DATA) return null;
    return this.#space.read(this.#window + WINDOW_LENGTH, 4) === width ? new Uint8Array(width) : null;
  }

  #notify(index: number): void {
    const queue = this.#queues[index];
    const { status } = this.#common;
    if (queue === undefined || !queue.enabled) return;
    if ((status & STATUS.driverOk) === 0 || (status & STATUS.needsReset) !== 0) return;
    try {
      if (this.#serveAll(queue) && queue.wantsInterrupt) this.#interrupt(ISR_QUEUE, queue.vector);
    } catch (error) {
      if (!(error instanceof VirtqueueError)) throw error;
      this.#faults.note(`queue ${index}: ${error.message}`);
      this.#common.setNeedsReset();
      this.#interrupt(ISR_CONFIG, this.#common.vector);
    }
  }

  /**
   * Returns whether any request was served. A driver that adds requests notifies again, so one round of the queue is
   * enough.
   */
  #serveAll(queue: Virtqueue): boolean {
    const { device, isStopping, giveWay } = this.#parts;
    const { resets } = queue;
    let moved = 0;
    const goesOn: GoesOn = (bytes) => {
      if (isStopping()) return false;
      moved += bytes;
      if (moved < MOST_HELD) return true;
      moved = 0;
      giveWay();
      // After a reset the queue is another, and the memory of its requests may be in use for something else.
      return !isStopping() && queue.resets === resets;
    };
    let served = false;
    for (let i = 0; i < queue.size && !isStopping(); i++) {
      const chain = queue.take();
      if (chain === null) break;
      const written = serveNamed(chain.head, () => device.serve(chain, goesOn));
      if (written === null) return false;
      queue.giveBack(chain, written);
      served = true;
    }
    return served;
  }

  #interrupt(cause: number, vector: number): void {
    if (!this.#msix.enabled) this.#setIsr(this.#isr[0]! | cause);
    else if (vector !== NO_VECTOR) this.#msix.raise(vector);
  }

  /** Reading takes the causes away. */
  #readIsr(at: number, data: Uint8Array): void {
    data.fill(0);
    if (at !== 0) return;
    data[0] = this.#isr[0]!;
    this.#setIsr(0);
  }

  #setIsr(causes: number): void {
    this.#isr[0] = causes;
    this.#driveLine();
  }

  #driveLine(): void {
    const level = this.#isr[0] === 0 ? 0 : 1;
    this.#space.showInterrupt(level);
    this.#parts.irq.set(level === 1 && this.#space.allowsIntx && !this.#msix.enabled ? 1 : 0);
  }
}

/** A device knows what is wrong with a request, and not which it is. */
function serveNamed<T>(head: number, serve: () => T): T {
  try {
    return serve();
  } catch (error) {
    if (!(error instanceof VirtqueueError)) throw error;
    throw new VirtqueueError(`the request at descriptor ${head}: ${error.message}`);
  }
}

function pageOf(offset: number): number {
  return offset - (offset % PAGE);
}
