import { describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { PciConfigSpace } from '../../../src/vmm/pci/pci-config-space.js';

const IDENTITY = {
  vendorId: 0x1234,
  deviceId: 0x5678,
  subsystemId: 0x9abc,
  revision: 7,
  classCode: 0x010203,
};

function create(buffer = new ArrayBuffer(4096)) {
  return new PciConfigSpace(new DeviceState(buffer), IDENTITY);
}

describe('the header', () => {
  test('says what the function is, and cannot be changed', () => {
    const space = create();
    for (let register = 0; register < 256; register += 4) space.write(register, 4, 0xffff_ffff);
    expect([space.read(0, 4), space.read(8, 4), space.read(0x2c, 4), space.read(4, 4)]).toEqual([
      0x5678_1234, 0x0102_0307, 0x9abc_1234, 0,
    ]);
  });

  test('is read at every width, and wraps within 256 bytes', () => {
    const space = create();
    expect([space.read(1, 1), space.read(1, 2), space.read(0xfe, 4)]).toEqual([0x12, 0x7812, 0x1234_0000]);
  });
});

describe('memory', () => {
  test.each([16, 0x1000, 0x8000])('of %i bytes is sized by writing ones', (size) => {
    const space = create();
    space.addMemory(size, 0xc000_0000);
    expect([space.read(0x10, 4), space.memoryAddress]).toEqual([0xc000_0000, null]);
    space.write(0x10, 4, 0xffff_ffff);
    expect(space.read(0x10, 4)).toBe(2 ** 32 - size);
    space.write(4, 1, 2);
    expect(space.memoryAddress).toBe(2 ** 32 - size);
    expect([space.offsetOf(2 ** 32 - 1), space.offsetOf(2 ** 32 - size - 1)]).toEqual([size - 1, -1]);
  });

  test('answers nowhere while it is switched off', () => {
    const space = create();
    space.addMemory(0x1000, 0xc000_0000);
    expect(space.offsetOf(0xc000_0000)).toBe(-1);
  });
});

test('capabilities are a list, each on a boundary of four', () => {
  const space = create();
  const first = space.addCapability(9, [1, 2, 3]);
  const second = space.addCapability(17, [4]);
  expect([first, second, space.read(0x34, 1), space.read(first + 1, 1), space.read(second + 1, 1)]).toEqual([
    0x40, 0x48, 0x40, 0x48, 0,
  ]);
  expect([space.read(first, 4), space.read(second + 2, 1), space.read(6, 2)]).toEqual([0x0201_4809, 4, 0x10]);
});

test('an interrupt pin has a line to note and a bit to show', () => {
  const space = create();
  space.addInterruptPin();
  space.write(0x3c, 2, 0xffff);
  expect([space.read(0x3c, 1), space.read(0x3d, 1)]).toEqual([0xff, 1]);
  space.showInterrupt(1);
  expect(space.read(6, 2)).toBe(8);
  space.showInterrupt(0);
  expect(space.read(6, 2)).toBe(0);
});

test('a thread that comes later finds what the guest has done, and starts nothing anew', () => {
  const buffer = new ArrayBuffer(4096);
  const build = () => {
    const space = create(buffer);
    space.addMemory(0x1000, 0xc000_0000);
    const capability = space.addCapability(17, [0, 0]);
    space.allowWrites(capability + 3, [0x80]);
    return { space, capability };
  };
  const { space, capability } = build();
  space.write(4, 2, 6);
  space.write(0x10, 4, 0xfeb0_0000);
  space.write(capability + 3, 1, 0xff);
  const later = build();
  expect([later.space.memoryAddress, later.space.read(capability + 3, 1)]).toEqual([0xfeb0_0000, 0x80]);
});
