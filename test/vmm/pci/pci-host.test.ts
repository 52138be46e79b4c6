import { describe, expect, test } from 'vitest';
import type { AccessWidth } from '../../../src/vmm/bus/bus.js';
import { create440FxBridge } from '../../../src/vmm/pci/host-bridge.js';
import type { PciFunction } from '../../../src/vmm/pci/pci-config-space.js';
import { createEcam, createPciHost, createPciWindow, functionNumber } from '../../../src/vmm/pci/pci-host.js';
import { freshState, runSteps, type Step } from '../devices/device-table.js';

/** A function whose registers and memory only remember, at an address that the test moves. */
function plainFunction(name: string, base: number) {
  const registers = new DataView(new ArrayBuffer(256));
  const memory = new Uint8Array(16);
  const place = { base };
  const pci: PciFunction = {
    name,
    readConfig: (register, width) =>
      Number(registers.getBigUint64(register, true) & (2n ** (8n * BigInt(width)) - 1n)),
    writeConfig(register, width, value) {
      for (let i = 0; i < width; i++) registers.setUint8(register + i, (value >>> (8 * i)) & 0xff);
    },
    offsetOf: (address) => (address >= place.base && address < place.base + 16 ? address - place.base : -1),
    readMemory: (offset, data) => data.set(memory.subarray(offset, offset + data.length)),
    writeMemory: (offset, data) => memory.set(data, offset),
  };
  return { pci, registers, memory, place };
}

function create() {
  const state = freshState();
  let resets = 0;
  const other = plainFunction('other', 0xd000_0000);
  const fifth = plainFunction('fifth', 0xd100_0000);
  fifth.registers.setUint32(0x40, 0x5555_aaaa, true);
  const functions = new Map<number, PciFunction>([
    [0, create440FxBridge(state)],
    [functionNumber(3), other.pci],
    [functionNumber(3, 5), fifth.pci],
  ]);
  const host = createPciHost({ state, functions, onReset: () => resets++ });
  return { host, functions, other, resets: () => resets };
}

const ENABLE = 0x8000_0000;
const select = (word: number): Step => ['w', 0, word, 4];

describe('configuration space', () => {
  test('has the bridge of a 440FX as device 0', () => {
    runSteps(create().host, [
      select(ENABLE),
      ['r', 4, 0x1237_8086, 4],
      ['r', 4, 0x8086, 2],
      ['r', 6, 0x1237, 2],
      ['r', 5, 0x80],
      select(ENABLE | 0x08),
      ['r', 4, 0x0600_0000, 4],
    ]);
  });

  test.each([
    ['not enabled', 0],
    ['another bus', ENABLE | (1 << 16)],
    ['another device', ENABLE | (1 << 11)],
    ['another function', ENABLE | (1 << 8)],
  ])('is all ones when the address is %s, and takes no write', (_name, address) => {
    runSteps(create().host, [
      select(address),
      ['r', 4, 0xffff_ffff, 4],
      ['r', 4, 0xffff, 2],
      ['r', 7, 0xff],
      ['w', 4, 0x1234, 2],
      ['r', 4, 0xffff, 2],
    ]);
  });

  test('reads the address back in 32 bits only', () => {
    runSteps(create().host, [
      ['w', 0, 0x12, 1],
      ['w', 0, 0x1234, 2],
      ['r', 0, 0, 4],
      select(0x8000_f8fc),
      ['r', 0, 0x8000_f8fc, 4],
      ['r', 0, 0xffff, 2],
      ['r', 0, 0xff],
      ['r', 2, 0xff],
    ]);
  });

  test('reaches a function’s registers at every width', () => {
    runSteps(create().host, [
      select(ENABLE | (3 << 11) | 0x40),
      ['w', 4, 0x4433_2211, 4],
      ['w', 5, 0xbeef, 2],
      ['r', 4, 0x44be_ef11, 4],
      ['r', 6, 0x44be, 2],
      ['r', 7, 0x44],
    ]);
  });
});

test('several functions of a device are reached by both ways, and those beside them are not there', () => {
  const { host, functions } = create();
  const inSlot3 = (fn: number) => select(ENABLE | (3 << 11) | (fn << 8) | 0x40);
  runSteps(host, [
    inSlot3(5),
    ['r', 4, 0x5555_aaaa, 4],
    ['w', 4, 0x1234, 2],
    inSlot3(0),
    ['r', 4, 0, 4],
    inSlot3(4),
    ['r', 4, 0xffff_ffff, 4],
  ]);
  const data = new Uint8Array(4);
  const readEcam = (fn: number) => {
    createEcam(functions).readMmio((3 << 15) + (fn << 12) + 0x40, data);
    return [...data];
  };
  expect([5, 4, 0].map(readEcam)).toEqual([
    [0x34, 0x12, 0x55, 0x55],
    [0xff, 0xff, 0xff, 0xff],
    [0, 0, 0, 0],
  ]);
});

describe('enhanced configuration access', () => {
  const ecam = () => {
    const { functions } = create();
    const device = createEcam(functions);
    const read = (offset: number, width: number) => {
      const data = new Uint8Array(width);
      device.readMmio(offset, data);
      return data.reduceRight((value, byte) => value * 256 + byte, 0);
    };
    return { device, read };
  };

  test('reaches the same registers, 4 KiB a function', () => {
    const { device, read } = ecam();
    expect([read(0, 4), read(2, 2), read(0x0a, 2)]).toEqual([0x1237_8086, 0x1237, 0x0600]);
    device.writeMmio((3 << 15) + 0x40, Uint8Array.of(0x11, 0x22));
    expect([read((3 << 15) + 0x40, 2), read((3 << 15) + 0x41, 1)]).toEqual([0x2211, 0x22]);
  });

  test('finds nothing elsewhere, and no extended capability', () => {
    const { device, read } = ecam();
    expect([read(1 << 15, 4), read((3 << 15) + (1 << 12), 4), read(0, 8)]).toEqual([
      0xffff_ffff,
      0xffff_ffff,
      2 ** 64,
    ]);
    device.writeMmio(0x100, Uint8Array.of(1, 2, 3, 4));
    device.writeMmio(1 << 15, Uint8Array.of(1, 2, 3, 4));
    expect([read(0x100, 4), read(0xffc, 2)]).toEqual([0, 0]);
  });
});

describe('a window', () => {
  test('hands an access to the function that is there now, and names it', () => {
    const { functions, other } = create();
    const window = createPciWindow(0xc000_0000, functions);
    const data = Uint8Array.of(1, 2, 3, 4);
    window.writeMmio(0x1000_0004, data);
    expect([...other.memory.subarray(4, 8)]).toEqual([1, 2, 3, 4]);
    expect([window.nameAt?.(0x1000_0004), window.nameAt?.(0)]).toEqual(['other', 'pci-memory']);
    other.place.base = 0xd800_0000;
    window.readMmio(0x1000_0004, data);
    expect([...data]).toEqual([0xff, 0xff, 0xff, 0xff]);
    window.readMmio(0x1800_0004, data);
    expect([...data]).toEqual([1, 2, 3, 4]);
  });
});

describe('the reset control register', () => {
  test('resets on bit 2 and keeps bit 1', () => {
    const { host, resets } = create();
    runSteps(host, [
      ['r', 1, 0],
      ['w', 1, 0x02],
      ['r', 1, 0x02],
      ['w', 1, 0xfb],
      ['r', 1, 0x02],
    ]);
    expect(resets()).toBe(0);
    runSteps(host, [
      ['w', 1, 0x06],
      ['r', 1, 0x02],
    ]);
    expect(resets()).toBe(1);
  });

  test('is not written by a wide access to the address register', () => {
    const { host, resets } = create();
    runSteps(host, [select(0xffff_ffff), ['w', 1, 0x0606, 2]]);
    expect(resets()).toBe(0);
  });
});

test('without a bus nothing answers but the reset register', () => {
  let resets = 0;
  const host = createPciHost({ state: freshState(), functions: null, onReset: () => resets++ });
  host.write(0, 4, ENABLE);
  // A kernel that reads something else than it wrote knows that there is no bus.
  expect(host.read(0, 4)).toBe(0xffff_ffff);
  expect(host.read(4, 4 satisfies AccessWidth)).toBe(0xffff_ffff);
  host.write(1, 1, 0x06);
  expect(resets).toBe(1);
});
