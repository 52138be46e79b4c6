import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { AccessWidth } from '../../../src/vmm/bus/bus.js';
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

test('its capabilities are as long as they say, and a device without configuration has none for it', () => {
  const lengthsOf = (driver: ReturnType<typeof createDriver>) =>
    driver
      .capabilities(0x09)
      .map((at) => [driver.pci.readConfig(at + 3, 1), driver.pci.readConfig(at + 2, 1)]);
  const [common, notify, isr, device, access] = [
    [1, 16],
    [2, 20],
    [3, 16],
    [4, 16],
    [5, 20],
  ];
  expect(lengthsOf(createDriver(echoDevice()))).toEqual([common, notify, isr, device, access]);
  const bare = createDriver({ ...echoDevice(), config: new Uint8Array() });
  expect(lengthsOf(bare)).toEqual([common, notify, isr, access]);
});

test('only what the window is set by can be written in its capability', () => {
  const driver = createDriver(echoDevice());
  const { pci } = driver;
  const window = driver.capabilities(0x09).at(-1)!;
  const behind = pci.readConfig(window + 24, 4);
  const before = Array.from({ length: 8 }, (_, at) => pci.readConfig(window + at, 1));
  for (let at = 0; at < 64; at++) pci.writeConfig(window + at, 1, 0xff);
  expect(Array.from({ length: 8 }, (_, at) => pci.readConfig(window + at, 1))).toEqual(before);
  expect([pci.readConfig(window + 8, 4), pci.readConfig(window + 12, 4)]).toEqual([0xffff_ffff, 0xffff_ffff]);
  expect(pci.readConfig(window + 24, 4)).toBe(behind);
});

test('the device of another thread is the same: it begins where the first one is', () => {
  const state = new ArrayBuffer(16 * 1024);
  const first = createDriver(echoDevice(), { state }).start();
  first.pci.writeMemory(0x4000 + 12, new Uint8Array(4));
  const second = createDriver(echoDevice(), { state });
  expect([second.status, second.common(28, 2), second.common(16, 2)]).toEqual([15, 1, 0xffff]);
  const control = new Uint8Array(4);
  second.pci.readMemory(0x4000 + 12, control);
  expect([...control]).toEqual([0, 0, 0, 0]);
});

describe('a notification', () => {
  const serving = (serve: () => void) => {
    const device = echoDevice();
    return createDriver({
      ...device,
      serve: (chain, goesOn) => {
        serve();
        return device.serve(chain, goesOn);
      },
    }).start();
  };

  test('serves the queue that it names', () => {
    let served = 0;
    const driver = serving(() => {
      served += 1;
    });
    const rings = { descriptors: 0x2000, available: 0x9000, used: 0xd000 };
    driver.setCommon(22, 2, 1);
    driver.setCommon(32, 4, rings.descriptors);
    driver.setCommon(40, 4, rings.available);
    driver.setCommon(48, 4, rings.used);
    driver.setCommon(28, 2, 1);
    driver.memory.view(rings.descriptors, 16).setBigUint64(0, BigInt(BUFFERS), true);
    driver.memory.view(rings.available, 4).setUint16(2, 1, true);
    driver.notify(0);
    expect([served, driver.memory.view(rings.used, 4).getUint16(2, true)]).toEqual([0, 0]);
    driver.notify(1);
    expect([served, driver.memory.view(rings.used, 4).getUint16(2, true)]).toEqual([1, 1]);
  });

  test('of a queue in which nothing waits is no interrupt', () => {
    const driver = createDriver(echoDevice()).start();
    driver.notify();
    expect([driver.levels, driver.read(3, 0, 1)]).toEqual([[], 0]);
  });

  test('serves a queue once round, also when the driver always adds another request', () => {
    let served = 0;
    const driver = serving(() => {
      served += 1;
      if (served < 100) driver.offer([{ at: BUFFERS, length: 1, writable: true }]);
    });
    driver.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
    expect([served, driver.pci.faults]).toEqual([16, 0]);
  });

  test('hides no failure that is not the driver’s', () => {
    const driver = serving(() => {
      throw new TypeError('a mistake of ours');
    });
    driver.offer([{ at: BUFFERS, length: 1, writable: true }]);
    expect(() => driver.notify()).toThrow('a mistake of ours');
    expect(driver.pci.faults).toBe(0);
  });
});

describe('without MSI-X', () => {
  test('the wire is held from a request until the cause is read', () => {
    const driver = createDriver(echoDevice()).start();
    driver.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
    expect([driver.levels, driver.pci.readConfig(STATUS, 2) & 8]).toEqual([[1], 8]);
    // Behind the cause is nothing, and to read it takes nothing away.
    expect(driver.read(3, 1, 1)).toBe(0);
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
    fc.property(fc.array(access, { maxLength: 60, size: 'max' }), fc.boolean(), (accesses, started) => {
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
