/** What is on the PCI bus of a machine: the board's own functions, then the disks in their order, then the entropy source. */
import { InputError } from '../../trace/errors.js';
import { type PciDeviceName, type PciDevices, pciDevicesOf } from '../../trace/guest.js';
import type { MmioBus } from '../bus/bus.js';
import type { DeviceFault } from '../bus/device-faults.js';
import type { DeviceState } from '../bus/device-state.js';
import type { IrqLine } from '../bus/interrupts.js';
import type { GuestMemory } from '../bus/memory.js';
import { PCI_ECAM_ADDRESS, PCI_ECAM_SIZE, PCI_MEMORY_END, PCI_MEMORY_START } from '../bus/memory-map.js';
import { PCI_SLOTS, pciInterrupt } from '../bus/port-map.js';
import { createBlockStore, type DiskParts } from '../disks/disk-store.js';
import { create440FxBridge, createCloudHypervisorBridge } from '../pci/host-bridge.js';
import type { PciFunction } from '../pci/pci-config-space.js';
import { createEcam, createPciWindow, functionNumber, type PciFunctions } from '../pci/pci-host.js';
import { createPiix3Isa, createPiix4Pm } from '../pci/piix.js';
import type { VirtioDevice } from '../virtio/device.js';
import type { SignalMsi } from '../virtio/msix.js';
import { createVirtioBlk } from '../virtio/virtio-blk.js';
import { VIRTIO_PCI_MEMORY, VirtioPci } from '../virtio/virtio-pci.js';
import { createVirtioRng } from '../virtio/virtio-rng.js';
import type { BoardModel } from './board.js';

export interface PciConfig extends PciDevices {
  readonly model: BoardModel;
  readonly disks: readonly DiskParts[];
}

export interface PciServices {
  readonly state: DeviceState;
  readonly memory: GuestMemory;
  readonly setIrq: (gsi: number, level: 0 | 1) => void;
  readonly signalMsi: SignalMsi;
  readonly isStopping: () => boolean;
  /** Lets other threads use the devices for a moment; the state of devices may change meanwhile. */
  readonly giveWay: () => void;
  /** Fills at most 64 KiB. */
  readonly fillRandom: (bytes: Uint8Array) => void;
}

export interface PciBus {
  readonly functions: PciFunctions;
  /** One entry a device. */
  readonly faults: () => DeviceFault[];
}

/** How each device that a guest may ask for is made. */
const PCI_DEVICE: Readonly<Record<PciDeviceName, (services: PciServices) => VirtioDevice>> = {
  rng: ({ fillRandom }) => createVirtioRng(fillRandom),
};

/** Throws InputError when there are more devices than slots. */
export function attachPci(
  mmio: MmioBus,
  config: PciConfig,
  lowMemory: number,
  services: PciServices,
): PciBus {
  const { state } = services;
  const attached = [
    ...config.disks.map((disk, index) => diskDevice(disk, index, services)),
    ...pciDevicesOf(config).map((name) => ({ device: PCI_DEVICE[name](services), hostErrors: () => 0 })),
  ];
  const { own, firstFree } = boardFunctions(config.model, state);
  if (firstFree + attached.length > PCI_SLOTS) {
    const room = PCI_SLOTS - firstFree;
    throw new InputError('too-many-disks', `this guest has room for ${room} disks and other devices`);
  }
  const wires = new InterruptWiring(services);
  const transports = attached.map(({ device }, index) => {
    const address = PCI_MEMORY_START + index * VIRTIO_PCI_MEMORY;
    return new VirtioPci({ ...services, device, address, irq: wires.lineOf(firstFree + index) });
  });
  const functions: PciFunctions = new Map([
    ...own,
    ...transports.map((transport, index) => [functionNumber(firstFree + index), transport] as const),
  ]);
  attachMemory(mmio, lowMemory, functions);
  const faults = () =>
    attached.map(({ device, hostErrors }, index) => ({
      device: device.name,
      hostErrors: hostErrors(),
      driverErrors: transports[index]!.faults,
      firstDriverError: transports[index]!.firstFault,
      negotiationError: transports[index]!.negotiationFault,
    }));
  return { functions, faults };
}

interface BoardFunctions {
  readonly own: readonly (readonly [number: number, fn: PciFunction])[];
  /** The first slot that the board does not need itself. */
  readonly firstFree: number;
}

function boardFunctions(model: BoardModel, state: DeviceState): BoardFunctions {
  if (model === 'cloud-hypervisor') {
    return { own: [[functionNumber(0), createCloudHypervisorBridge(state)]], firstFree: 1 };
  }
  return {
    own: [
      [functionNumber(0), create440FxBridge(state)],
      [functionNumber(1), createPiix3Isa(state)],
      [functionNumber(1, 3), createPiix4Pm(state)],
    ],
    firstFree: 2,
  };
}

function attachMemory(mmio: MmioBus, lowMemory: number, functions: PciFunctions): void {
  const above = PCI_ECAM_ADDRESS + PCI_ECAM_SIZE;
  mmio.attach(lowMemory, PCI_ECAM_ADDRESS - lowMemory, createPciWindow(lowMemory, functions));
  mmio.attach(PCI_ECAM_ADDRESS, PCI_ECAM_SIZE, createEcam(functions));
  mmio.attach(above, PCI_MEMORY_END - above, createPciWindow(above, functions));
}

interface Attached {
  readonly device: VirtioDevice;
  readonly hostErrors: () => number;
}

function diskDevice(disk: DiskParts, index: number, { state }: PciServices): Attached {
  const name = `virtio-blk${index}`;
  const errors = state.words(`${name}.host-errors`, 1);
  const device = createVirtioBlk({
    name,
    serial: `disk${index}`,
    store: createBlockStore(disk),
    onHostError: () => {
      errors[0] = errors[0]! + 1;
    },
  });
  return { device, hostErrors: () => errors[0]! };
}

/** Slots that share a pin of the I/O APIC: it is high while any of them holds it. */
class InterruptWiring {
  /** The holders of each pin, one bit per slot. */
  readonly #holders: Int32Array;
  readonly #setIrq: PciServices['setIrq'];

  constructor({ state, setIrq }: PciServices) {
    this.#holders = state.words('pci-interrupt-holders', PCI_SLOTS);
    this.#setIrq = setIrq;
  }

  lineOf(slot: number): IrqLine {
    const gsi = pciInterrupt(slot);
    const holders = this.#holders;
    return {
      set: (level) => {
        const before = holders[gsi]!;
        const after = level === 1 ? before | (1 << slot) : before & ~(1 << slot);
        holders[gsi] = after;
        if ((before !== 0) !== (after !== 0)) this.#setIrq(gsi, level);
      },
    };
  }
}
