import { describe, expect, test } from 'vitest';
import { BUFFERS, createDriver, echoDevice } from './driver.js';

const TABLE = 0x4000;
const PENDING = 0x5000;
const ENABLE = 0x8000;
const FUNCTION_MASK = 0x4000;

function create() {
  const driver = createDriver(echoDevice()).start();
  const capability = driver.capabilities(0x11)[0]!;
  const control = (value: number) => driver.pci.writeConfig(capability + 2, 2, value);
  const word = (offset: number) => {
    const data = new Uint8Array(4);
    driver.pci.readMemory(offset, data);
    return new DataView(data.buffer).getUint32(0, true);
  };
  const set = (offset: number, value: number) => {
    const data = new Uint8Array(4);
    new DataView(data.buffer).setUint32(0, value, true);
    driver.pci.writeMemory(offset, data);
  };
  const entry = (vector: number, address: number, value: number, masked: 0 | 1) => {
    for (const [i, part] of [address, 0, value, masked].entries()) set(TABLE + vector * 16 + i * 4, part);
  };
  driver.setCommon(22, 2, 0);
  driver.setCommon(26, 2, 1);
  const request = () => driver.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
  return { driver, capability, control, word, set, entry, request };
}

describe('the capability', () => {
  test('says how many vectors there are and where the table is', () => {
    const { driver, capability } = create();
    const { pci } = driver;
    expect([pci.readConfig(capability + 2, 2), pci.readConfig(capability + 4, 4)]).toEqual([2, TABLE]);
    expect(pci.readConfig(capability + 8, 4)).toBe(PENDING);
  });

  test('takes the two bits of control and nothing else', () => {
    const { driver, capability, control } = create();
    control(0xffff);
    expect(driver.pci.readConfig(capability + 2, 2)).toBe(0xc002);
    driver.pci.writeConfig(capability + 4, 4, 0xffff_ffff);
    expect(driver.pci.readConfig(capability + 4, 4)).toBe(TABLE);
  });
});

describe('an interrupt', () => {
  test('is the message of its vector, and the wire stays low', () => {
    const { driver, control, entry, request } = create();
    control(ENABLE);
    entry(1, 0xfee0_1000, 0x4041, 0);
    request();
    expect([driver.messages, driver.levels]).toEqual([[[0xfee0_1000, 0, 0x4041]], []]);
  });

  test.each([
    ['its entry is masked', 0, 1],
    ['the function is masked', FUNCTION_MASK, 0],
  ] as const)('waits while %s', (_name, mask, entryMask) => {
    const { driver, control, entry, request, word } = create();
    control(ENABLE | mask);
    entry(1, 0xfee0_0000, 7, entryMask);
    request();
    request();
    expect([driver.messages, word(PENDING)]).toEqual([[], 2]);
    control(ENABLE);
    entry(1, 0xfee0_0000, 7, 0);
    expect([driver.messages, word(PENDING)]).toEqual([[[0xfee0_0000, 0, 7]], 0]);
  });

  test('of a queue without a vector is none', () => {
    const { driver, control, request } = create();
    control(ENABLE);
    driver.setCommon(26, 2, 0xffff);
    request();
    expect([driver.messages, driver.levels, driver.used.length]).toEqual([[], [], 1]);
  });
});

test('what waits is read at any place and width, and nothing is behind it', () => {
  const { driver, control, request } = create();
  control(ENABLE);
  request();
  const pending = (offset: number, length: number) => {
    const data = new Uint8Array(length).fill(0xaa);
    driver.pci.readMemory(PENDING + offset, data);
    return [...data];
  };
  expect([pending(0, 1), pending(1, 2), pending(0, 8), pending(4, 4)]).toEqual([
    [2],
    [0, 0],
    [2, 0, 0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0],
  ]);
});

test('the table is masked when the machine is new, takes whole words, and ends where it ends', () => {
  const { driver, word, set } = create();
  expect([0, 1, 2].map((vector) => word(TABLE + vector * 16 + 12))).toEqual([1, 1, 1]);
  set(TABLE, 0xfee0_0000);
  driver.pci.writeMemory(TABLE, Uint8Array.of(1));
  driver.pci.writeMemory(TABLE + 2, Uint8Array.of(1, 2, 3, 4));
  expect(word(TABLE)).toBe(0xfee0_0000);
  set(TABLE + 44, 0);
  expect(word(TABLE + 44)).toBe(0);
  set(TABLE + 44, 1);
  driver.pci.writeMemory(TABLE + 32, Uint8Array.of(1, 0, 0, 0, 2, 0, 0, 0));
  expect([word(TABLE + 32), word(TABLE + 36)]).toEqual([1, 2]);
  set(TABLE + 48, 5);
  driver.pci.writeMemory(TABLE + 44, new Uint8Array(8).fill(9));
  expect([word(TABLE + 48), word(TABLE + 44)]).toEqual([0, 1]);
});
