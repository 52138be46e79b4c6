import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { MmioBus } from '../../../src/vmm/bus/bus.js';
import { DEVICE_STATE_SIZE, DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { GiB, MiB, PCI_ECAM_ADDRESS, PCI_MEMORY_START } from '../../../src/vmm/bus/memory-map.js';
import type { DiskParts } from '../../../src/vmm/disks/disk-store.js';
import { attachPci, type PciConfig } from '../../../src/vmm/machine/pci-bus.js';

const DISK: DiskParts = { fd: -1, size: 512, readOnly: true, overlay: null };

function attach(config: PciConfig, lowMemory = 512 * MiB) {
  const mmio = new MmioBus();
  const irqs: string[] = [];
  const bus = attachPci(mmio, config, lowMemory, {
    state: new DeviceState(new ArrayBuffer(DEVICE_STATE_SIZE)),
    memory: new GuestMemory([{ base: 0, bytes: new Uint8Array(MiB) }]),
    setIrq: (gsi, level) => irqs.push(`${gsi}=${level}`),
    signalMsi: () => undefined,
    isStopping: () => false,
    giveWay: () => undefined,
    fillRandom: () => undefined,
  });
  const register = (slot: number, at: number) => bus.functions.get(slot)?.readConfig(at, 4);
  return { mmio, irqs, register, ...bus };
}

test('slot 0 is the bridge, then come the disks in their order, then the entropy source', () => {
  const { register, functions } = attach({ disks: [DISK, DISK], rng: true });
  expect([0, 1, 2, 3, 4].map((slot) => register(slot, 0))).toEqual([
    0x1237_8086,
    0x1042_1af4,
    0x1042_1af4,
    0x1044_1af4,
    undefined,
  ]);
  expect([1, 2, 3].map((slot) => functions.get(slot)!.name)).toEqual([
    'virtio-blk0',
    'virtio-blk1',
    'virtio-rng',
  ]);
});

test('functions lie beside each other, and answer wherever they are moved to', () => {
  const { mmio, register, functions } = attach({ disks: [DISK, DISK], rng: false });
  expect([register(1, 0x10), register(2, 0x10)]).toEqual([PCI_MEMORY_START, PCI_MEMORY_START + 0x8000]);
  expect(mmio.nameAt(PCI_MEMORY_START)).toBe('pci-memory');
  functions.get(1)!.writeConfig(4, 2, 2);
  expect(mmio.nameAt(PCI_MEMORY_START)).toBe('virtio-blk0');
  for (const address of [0xfebf_8000, 0x8000_0000, 0x2000_0000]) {
    functions.get(1)!.writeConfig(0x10, 4, address);
    expect(mmio.nameAt(address + 0x7fff)).toBe('virtio-blk0');
  }
  const data = new Uint8Array(4);
  mmio.read(0x2000_2000, data);
  expect([...data]).toEqual([1, 0, 0, 0]);
  mmio.read(PCI_ECAM_ADDRESS + (1 << 15), data);
  expect([...data]).toEqual([0xf4, 0x1a, 0x42, 0x10]);
});

test('with RAM up to the hole, the windows begin behind it', () => {
  const { mmio } = attach({ disks: [], rng: true }, 3 * GiB);
  expect([mmio.nameAt(3 * GiB - 1), mmio.nameAt(3 * GiB), mmio.nameAt(0xfec0_0000)]).toEqual([
    'unassigned',
    'pci-memory',
    'unassigned',
  ]);
});

test('slots that share a pin hold it until the last lets go', () => {
  const { functions, irqs } = attach({ disks: Array.from({ length: 10 }, () => DISK), rng: false });
  /** Breaks the function's queue, which raises its wire. */
  const raise = (slot: number) => {
    const pci = functions.get(slot)!;
    const write = (at: number, width: number, value: number) => {
      const data = new Uint8Array(width);
      data.forEach((_, i) => {
        data[i] = (value >>> (8 * i)) & 0xff;
      });
      pci.writeMemory(at, data);
    };
    for (const [at, width, value] of [
      [20, 1, 3],
      [8, 4, 1],
      [12, 4, 1],
      [20, 1, 11],
    ] as const)
      write(at, width, value);
    for (const [at, width, value] of [
      [36, 4, 9],
      [44, 4, 9],
      [28, 2, 1],
      [20, 1, 15],
    ] as const)
      write(at, width, value);
    write(0x3000, 2, 0);
  };
  const lower = (slot: number) => functions.get(slot)!.readMemory(0x1000, new Uint8Array(1));
  raise(1);
  raise(9);
  lower(1);
  lower(1);
  expect(irqs).toEqual(['17=1']);
  lower(9);
  raise(2);
  expect(irqs).toEqual(['17=1', '17=0', '18=1']);
});

describe('a bus that is full', () => {
  test('takes 31 functions beside the bridge', () => {
    expect(attach({ disks: Array.from({ length: 30 }, () => DISK), rng: true }).functions.size).toBe(32);
  });

  test('refuses one more', () => {
    expect(() => attach({ disks: Array.from({ length: 31 }, () => DISK), rng: true })).toThrow(InputError);
  });
});

test('faults are told by device', () => {
  const { faults } = attach({ disks: [DISK], rng: true });
  expect(faults()).toEqual([
    { device: 'virtio-blk0', hostErrors: 0, driverErrors: 0, firstDriverError: null, negotiationError: null },
    { device: 'virtio-rng', hostErrors: 0, driverErrors: 0, firstDriverError: null, negotiationError: null },
  ]);
});
