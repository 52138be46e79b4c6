import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessWidth } from '../../../src/vmm/bus.js';
import { BUFFERS, createDriver, echoDevice, FUNCTION_ADDRESS } from './driver.js';

const COMMAND = 0x04;
const STATUS = 0x06;
const BAR = 0x10;

describe('the function', () => {
  test('is a virtio device of version 1 that no older driver takes', () => {
    const { pci } = createDriver(echoDevice());
    expect([pci.readConfig(0, 4), pci.readConfig(8, 4), pci.readConfig(0x2c, 4)]).toEqual([
      0x106a_1af4, 0xff00_0001, 0x0040_1af4,
    ]);
    expect([pci.readConfig(0x3d, 1), pci.readConfig(0x0e, 1)]).toEqual([1, 0]);
  });

  test('has a base address that is sized and moved', () => {
    const { pci } = createDriver(echoDevice());
    pci.writeConfig(COMMAND, 2, 2);
    expect(pci.readConfig(BAR, 4)).toBe(FUNCTION_ADDRESS);
    expect([pci.offsetOf(FUNCTION_ADDRESS), pci.offsetOf(FUNCTION_ADDRESS + 0x7fff)]).toEqual([0, 0x7fff]);
    expect([pci.offsetOf(FUNCTION_ADDRESS - 1), pci.offsetOf(FUNCTION_ADDRESS + 0x8000)]).toEqual([-1, -1]);
    pci.writeConfig(BAR, 4, 0xffff_ffff);
    expect(pci.readConfig(BAR, 4)).toBe(0xffff_8000);
    pci.writeConfig(BAR, 4, 0xfebf_8000);
    expect(pci.offsetOf(0xfebf_8004)).toBe(4);
    pci.writeConfig(COMMAND, 2, 0);
    expect(pci.offsetOf(0xfebf_8004)).toBe(-1);
    pci.writeConfig(BAR + 4, 4, 0xffff_ffff);
    expect(pci.readConfig(BAR + 4, 4)).toBe(0);
  });

  test('tells by capabilities where its structures are', () => {
    const driver = createDriver(echoDevice());
    expect(driver.pci.readConfig(STATUS, 2) & 0x10).toBe(0x10);
    expect([1, 2, 3, 4].map((type) => driver.structure(type))).toEqual([0, 0x3000, 0x1000, 0x2000]);
    const lengths = driver.capabilities(0x09).map((at) => driver.pci.readConfig(at + 12, 4));
    expect(lengths).toEqual([56, 8, 1, 4, 0]);
    expect(driver.capabilities(0x11)).toHaveLength(1);
    expect([driver.read(4, 0, 4), driver.read(4, 3, 2)]).toEqual([0x0403_0201, 4]);
  });

  test('is reached through configuration accesses as well', () => {
    const driver = createDriver(echoDevice());
    const window = driver.capabilities(0x09).at(-1)!;
    const through = (offset: number, length: number, width: AccessWidth = length as AccessWidth) => {
      driver.pci.writeConfig(window + 8, 4, offset);
      driver.pci.writeConfig(window + 12, 4, length);
      return driver.pci.readConfig(window + 16, width);
    };
    expect([through(0x2000, 4), through(0x2001, 1), through(18, 2)]).toEqual([0x0403_0201, 2, 2]);
    // The structures are larger than what may be moved at once.
    expect(through(0x2000, 3, 1)).toBe(0);
    expect(through(0xffff_fff0, 4)).toBe(0);
    through(20, 1);
    driver.pci.writeConfig(window + 16, 1, 3);
    expect(driver.status).toBe(3);
  });
});

describe('without MSI-X', () => {
  test('the wire is held from a request until the cause is read', () => {
    const driver = createDriver(echoDevice()).start();
    driver.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
    expect([driver.levels, driver.pci.readConfig(STATUS, 2) & 8]).toEqual([[1], 8]);
    expect([driver.read(3, 0, 1), driver.read(3, 0, 1)]).toEqual([1, 0]);
    expect([driver.levels, driver.pci.readConfig(STATUS, 2) & 8]).toEqual([[1, 0], 0]);
  });

  test('a driver that polls is not interrupted, and one that disables the wire neither', () => {
    const polling = createDriver(echoDevice()).start();
    polling.setAvailableFlags(1);
    polling.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
    expect([polling.used.length, polling.levels]).toEqual([1, []]);
    const masked = createDriver(echoDevice()).start();
    masked.pci.writeConfig(COMMAND, 2, 0x0406);
    masked.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
    expect([masked.levels, masked.pci.readConfig(STATUS, 2) & 8]).toEqual([[], 8]);
    masked.pci.writeConfig(COMMAND, 2, 0x0006);
    expect(masked.levels).toEqual([1]);
    masked.setCommon(20, 1, 0);
    expect(masked.levels).toEqual([1, 0]);
  });

  test('a broken queue is told as a change of configuration', () => {
    const driver = createDriver(echoDevice()).start();
    driver.offerHead(99).notify();
    expect(driver.read(3, 0, 1)).toBe(2);
  });
});

test('nothing is served before the driver is ready, on a queue that is off, or at a queue that is not there', () => {
  const requests: { readable: string; writable: number }[] = [];
  const driver = createDriver(echoDevice(requests)).start();
  driver.offer([{ at: BUFFERS, length: 1, writable: true }]);
  driver.write(2, 4, 2, 1);
  driver.write(2, 2, 2, 0);
  driver.write(2, 0x800, 4, 0);
  driver.setCommon(20, 1, 1 | 2 | 8);
  driver.notify();
  expect(requests).toEqual([]);
  driver.setCommon(20, 1, 1 | 2 | 8 | 4);
  driver.notify();
  expect(requests).toHaveLength(1);
});

test('whatever a guest writes where, nothing is thrown and nothing outside of its memory is touched', () => {
  const access = fc.record({
    kind: fc.constantFrom('config', 'memory', 'ram'),
    at: fc.oneof(fc.nat(0xff), fc.nat(0x7fff), fc.nat(0xffff_ffff)),
    width: fc.constantFrom(1, 2, 4, 8),
    value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    write: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(access, { maxLength: 60 }), fc.boolean(), (accesses, started) => {
      const driver = createDriver(echoDevice());
      if (started) driver.start();
      const data = new DataView(new ArrayBuffer(8));
      for (const { kind, at, width, value, write } of accesses) {
        data.setBigUint64(0, value, true);
        const bytes = new Uint8Array(data.buffer, 0, width);
        if (kind === 'ram') driver.bytes.set(bytes, at % 0x10000);
        else if (kind === 'memory' && write) driver.pci.writeMemory(at % 0x8000, bytes);
        else if (kind === 'memory') driver.pci.readMemory(at % 0x8000, bytes);
        else if (width !== 8 && write)
          driver.pci.writeConfig(at & 0xff, width as AccessWidth, Number(value & 0xffff_ffffn));
        else if (width !== 8) driver.pci.readConfig(at & 0xff, width as AccessWidth);
        driver.notify(at % 3);
      }
    }),
    { numRuns: 300 },
  );
});
