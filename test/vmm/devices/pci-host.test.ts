import { describe, expect, test } from 'vitest';
import { createHostBridge, createPciHost } from '../../../src/vmm/devices/pci-host.js';
import { freshState, runSteps, type Step } from './device-table.js';

function create() {
  const state = freshState();
  let resets = 0;
  const other = new Uint8Array(256);
  const functions = new Map([
    [0, createHostBridge(state)],
    [
      3,
      {
        readConfig: (register: number) => other[register]!,
        writeConfig: (register: number, value: number) => {
          other[register] = value;
        },
      },
    ],
  ]);
  const host = createPciHost({ state, functions, onReset: () => resets++ });
  return { host, other, resets: () => resets };
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
      ['r', 6, 0x0600, 2],
      select(ENABLE | 0x0c),
      ['r', 6, 0x00],
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

  test('keeps PAM and SMRAM, and nothing else of the bridge', () => {
    runSteps(create().host, [
      select(ENABLE | 0x58),
      ['w', 4, 0x3333_33aa, 4],
      ['r', 4, 0x3333_3300, 4],
      select(ENABLE | 0x70),
      ['w', 6, 0x4a],
      ['w', 7, 0x55],
      ['r', 4, 0x004a_0000, 4],
      select(ENABLE),
      ['w', 4, 0xdead_beef, 4],
      ['r', 4, 0x1237_8086, 4],
    ]);
  });

  test('reaches other devices byte by byte, and never past the end', () => {
    const { host, other } = create();
    const device3 = ENABLE | (3 << 11);
    runSteps(host, [
      select(device3 | 0x40),
      ['w', 5, 0xbeef, 2],
      ['r', 4, 0x00be_ef00, 4],
      select(device3 | 0xfc),
    ]);
    // Four bytes from the last register on: the address wraps within the 256 bytes.
    host.write(7, 4, 0x4433_2211);
    expect([other[0xff], other[0], other[1], other[2]]).toEqual([0x11, 0x22, 0x33, 0x44]);
    expect(host.read(7, 4)).toBe(0x4433_2211);
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
  expect(host.read(4, 4)).toBe(0xffff_ffff);
  host.write(1, 1, 0x06);
  expect(resets).toBe(1);
});
