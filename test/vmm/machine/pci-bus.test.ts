import { describe, expect, test } from 'vitest';
import { InputError } from '../../../src/trace/errors.js';
import { MmioBus } from '../../../src/vmm/bus/bus.js';
import { DEVICE_STATE_SIZE, DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { GiB, MiB, PCI_ECAM_ADDRESS, PCI_MEMORY_START } from '../../../src/vmm/bus/memory-map.js';
import type { DiskParts } from '../../../src/vmm/disks/disk-store.js';
import { attachPci, type PciConfig } from '../../../src/vmm/machine/pci-bus.js';
import { functionNumber } from '../../../src/vmm/pci/pci-host.js';

const DISK: DiskParts = { fd: -1, size: 512, readOnly: true, overlay: null };

function attach(devices: Partial<PciConfig>, lowMemory = 512 * MiB) {
  const config = { model: 'cloud-hypervisor', disks: [], rng: false, ...devices } as const;
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
  const inSlot = (slot: number, fn = 0) => bus.functions.get(functionNumber(slot, fn));
  const register = (slot: number, at: number, fn = 0) => inSlot(slot, fn)?.readConfig(at, 4);
  return { mmio, irqs, inSlot, register, ...bus };
}

test('slot 0 is the bridge, then come the disks in their order, then the entropy source', () => {
  const { register, inSlot } = attach({ disks: [DISK, DISK], rng: true });
  expect([0, 1, 2, 3, 4].map((slot) => register(slot, 0))).toEqual([
    0x0d57_8086,
    0x1042_1af4,
    0x1042_1af4,
    0x1044_1af4,
    undefined,
  ]);
  expect([1, 2, 3].map((slot) => inSlot(slot)!.name)).toEqual(['virtio-blk0', 'virtio-blk1', 'virtio-rng']);
});

test('a 440FX has an ISA bridge and power management in slot 1, and disks from slot 2 on', () => {
  const { register, inSlot } = attach({ model: '440fx', disks: [DISK], rng: true });
  expect([0, 1, 2, 3, 4].map((slot) => register(slot, 0))).toEqual([
    0x1237_8086,
    0x7000_8086,
    0x1042_1af4,
    0x1044_1af4,
    undefined,
  ]);
  expect(register(1, 0, 3)).toBe(0x7113_8086);
  expect([1, 2, 4, 5, 6, 7].map((fn) => register(1, 0, fn))).toEqual(Array(6).fill(undefined));
  expect([inSlot(1)!.name, inSlot(1, 3)!.name]).toEqual(['isa-bridge', 'power-management']);
});

test('functions lie beside each other, and answer wherever they are moved to', () => {
  const { mmio, register, inSlot } = attach({ disks: [DISK, DISK], rng: false });
  expect([register(1, 0x10), register(2, 0x10)]).toEqual([PCI_MEMORY_START, PCI_MEMORY_START + 0x8000]);
  expect(mmio.nameAt(PCI_MEMORY_START)).toBe('pci-memory');
  inSlot(1)!.writeConfig(4, 2, 2);
  expect(mmio.nameAt(PCI_MEMORY_START)).toBe('virtio-blk0');
  for (const address of [0xfebf_8000, 0x8000_0000, 0x2000_0000]) {
    inSlot(1)!.writeConfig(0x10, 4, address);
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
  const { inSlot, irqs } = attach({ disks: Array.from({ length: 10 }, () => DISK), rng: false });
  /** Breaks the function's queue, which raises its wire. */
  const raise = (slot: number) => {
    const pci = inSlot(slot)!;
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
  const lower = (slot: number) => inSlot(slot)!.readMemory(0x1000, new Uint8Array(1));
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

  test('of a 440FX takes 30', () => {
    const disks = (count: number) => ({ model: '440fx', disks: Array(count).fill(DISK) }) as const;
    expect(attach(disks(30)).functions.size).toBe(33);
    expect(() => attach(disks(31))).toThrow('room for 30 disks');
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
