import { describe, expect, test } from 'vitest';
import type { BlockStore } from '../../../src/vmm/disks/block-store.js';
import { createVirtioBlk } from '../../../src/vmm/virtio/virtio-blk.js';
import { BUFFERS, type Buffer, createDriver } from './driver.js';

const SECTOR = 512;
const HEADER = BUFFERS;
const STATUS = BUFFERS + 16;
const DATA = BUFFERS + 4096;
const [OK, IO_ERROR, UNSUPPORTED] = [0, 1, 2];

function create({
  sectors = 8,
  readOnly = false,
  isBroken = false,
  isStopping = (): boolean => false,
  giveWay = (): void => undefined,
} = {}) {
  const disk = Uint8Array.from({ length: sectors * SECTOR }, (_, i) => (i >> 9) + 1);
  const calls: string[] = [];
  let hostErrors = 0;
  const store: BlockStore = {
    size: disk.length,
    readOnly,
    read(offset, into) {
      calls.push(`read ${offset} ${into.length}`);
      if (!isBroken) into.set(disk.subarray(offset, offset + into.length));
      return !isBroken;
    },
    write(offset, from) {
      calls.push(`write ${offset} ${from.length}`);
      if (!isBroken) disk.set(from, offset);
      return !isBroken;
    },
    flush() {
      calls.push('flush');
      return !isBroken;
    },
  };
  const onHostError = () => {
    hostErrors += 1;
  };
  const device = createVirtioBlk({ name: 'virtio-blk0', serial: 'disk0', store, onHostError });
  const driver = createDriver(device, { isStopping, giveWay }).start();
  const request = (type: number, sector: number, buffers: readonly Buffer[]): number => {
    const header = driver.memory.view(HEADER, 16);
    header.setUint32(0, type, true);
    header.setBigUint64(8, BigInt(sector), true);
    driver.memory.write(STATUS, Uint8Array.of(0xff));
    driver.offer([
      { at: HEADER, length: 16, writable: false },
      ...buffers,
      { at: STATUS, length: 1, writable: true },
    ]);
    driver.notify();
    return driver.bytes[STATUS]!;
  };
  return { driver, disk, calls, request, hostErrors: () => hostErrors };
}

const into = (length: number, at = DATA): Buffer => ({ at, length, writable: true });
const from = (length: number, at = DATA): Buffer => ({ at, length, writable: false });

describe('the disk', () => {
  test('says its size in sectors, its segments and whether it can be written', () => {
    const { driver } = create({ sectors: 5 });
    expect(driver.pci.readConfig(0, 4)).toBe(0x1042_1af4);
    expect([driver.read(4, 0, 8), driver.read(4, 12, 4)]).toEqual([5, 254]);
    expect(driver.common(4, 4)).toBe((1 << 2) | (1 << 9));
    expect(create({ readOnly: true }).driver.common(4, 4)).toBe((1 << 2) | (1 << 5) | (1 << 9));
  });

  test('is read and written, in pieces of any length', () => {
    const { driver, disk, request } = create();
    expect(request(0, 2, [into(100), into(412, DATA + 100), into(512, DATA + 512)])).toBe(OK);
    expect(driver.memory.slice(DATA, 1024)).toEqual(disk.slice(1024, 2048));
    expect(driver.used).toEqual([[0, 1025]]);
    driver.memory.slice(DATA, 512).fill(0xab);
    expect(request(1, 7, [from(512)])).toBe(OK);
    expect(disk.slice(-513).every((byte, i) => byte === (i === 0 ? 7 : 0xab))).toBe(true);
    expect(driver.used[1]).toEqual([0, 1]);
  });

  test('is read with header, data and status cut as the driver likes', () => {
    const { driver, disk } = create();
    driver.memory.view(HEADER, 16).setUint32(8, 1, true);
    driver.offer([
      { at: HEADER, length: 7, writable: false },
      { at: HEADER + 7, length: 9, writable: false },
      { at: DATA, length: 513, writable: true },
    ]);
    driver.notify();
    expect(driver.memory.slice(DATA, 512)).toEqual(disk.slice(512, 1024));
    expect([driver.bytes[DATA + 512], driver.used]).toEqual([OK, [[0, 513]]]);
  });

  test('flushes, tells its serial number, and knows no other requests', () => {
    const { driver, calls, request } = create();
    expect([request(4, 0, []), calls]).toEqual([OK, ['flush']]);
    expect(request(8, 0, [into(20)])).toBe(OK);
    expect(Buffer.from(driver.memory.slice(DATA, 20)).toString()).toBe(`disk0${'\0'.repeat(15)}`);
    expect(request(8, 0, [into(3, DATA + 64)])).toBe(OK);
    expect(Buffer.from(driver.memory.slice(DATA + 64, 4)).toString()).toBe('dis\0');
    expect(driver.used.slice(1)).toEqual([
      [0, 21],
      [0, 4],
    ]);
    expect([request(13, 0, [from(16)]), request(0xffff_ffff, 0, [])]).toEqual([UNSUPPORTED, UNSUPPORTED]);
  });
});

test('a serial number fills buffers in turn, and nothing behind its 20 bytes', () => {
  const { driver, request } = create();
  driver.memory.slice(DATA, 64).fill(0xaa);
  expect(request(8, 0, [into(3), into(40, DATA + 16)])).toBe(OK);
  expect(Buffer.from(driver.memory.slice(DATA, 4)).toString('latin1')).toBe('dis\xaa');
  expect(Buffer.from(driver.memory.slice(DATA + 16, 18)).toString('latin1')).toBe(`k0${'\0'.repeat(15)}\xaa`);
  // Nothing was written between the serial number and the status, so no more than that is said to be.
  expect(driver.used).toEqual([[0, 20]]);
});

test('a read that fails gives back no bytes, so that the driver takes none for data', () => {
  const { driver, request } = create({ isBroken: true });
  expect([request(0, 0, [into(512)]), driver.used]).toEqual([IO_ERROR, [[0, 0]]]);
});

describe('an I/O error for the guest is', () => {
  test.each([
    ['a read that begins at the end', 0, 8, [into(512)]],
    ['a read that goes beyond the end', 0, 7, [into(1024)]],
    ['a write beyond the end', 1, 8, [from(512)]],
    ['a write that goes beyond the end', 1, 7, [from(1024)]],
    ['a sector beyond every number', 0, 2 ** 53, [into(512)]],
    ['half a sector', 0, 0, [into(256)]],
    ['half a sector to write', 1, 0, [from(700)]],
  ] as const)('%s, which touches nothing', (_name, type, sector, buffers) => {
    const { request, calls, disk, hostErrors } = create();
    const before = disk.slice();
    expect([request(type, sector, buffers), calls, hostErrors()]).toEqual([IO_ERROR, [], 0]);
    expect(disk).toEqual(before);
  });

  test('a write to a disk that is read-only', () => {
    const { request, calls } = create({ readOnly: true });
    expect([request(1, 0, [from(512)]), calls]).toEqual([IO_ERROR, []]);
    expect(request(0, 0, [into(512)])).toBe(OK);
  });

  test('what the host cannot do, and is counted', () => {
    const { request, hostErrors } = create({ isBroken: true });
    expect([request(0, 0, [into(512)]), request(1, 0, [from(512)]), request(4, 0, [])]).toEqual([1, 1, 1]);
    expect(hostErrors()).toBe(3);
  });
});

test('a request without room for header or status stops the device', () => {
  for (const buffers of [[from(15), into(1)], [from(16)], [into(1)]]) {
    const { driver } = create();
    driver.offer(buffers).notify();
    expect([driver.pci.faults, driver.used]).toEqual([1, []]);
  }
});

test('a long request ends early with the run', () => {
  const ends: { calls: readonly string[] } = { calls: [] };
  const { request, calls, driver, hostErrors } = create({ isStopping: () => ends.calls.length > 0 });
  ends.calls = calls;
  // The status keeps what the driver had there, and the request is not given back.
  expect([request(0, 0, [into(512), into(512, DATA + 512)]), hostErrors()]).toEqual([0xff, 0]);
  expect([calls, driver.used]).toEqual([['read 0 512'], []]);
});

describe('a request of more than 1 MiB', () => {
  const LONG = { sectors: 8192 };
  const buffers = Array.from({ length: 6 }, () => into(512 * 1024, DATA));

  test('lets other threads at the devices at every MiB', () => {
    let ways = 0;
    const { request, driver } = create({ ...LONG, giveWay: () => void ways++ });
    expect([request(0, 0, buffers), driver.used, ways]).toEqual([OK, [[0, 6 * 512 * 1024 + 1]], 3]);
  });

  test('whose device is reset meanwhile is left: nothing of it is touched any more', () => {
    const reset: (() => void)[] = [];
    const { request, driver, calls } = create({ ...LONG, giveWay: () => reset.pop()?.() });
    reset.push(() => driver.setCommon(20, 1, 0));
    expect([request(0, 0, buffers), calls.length, driver.used]).toEqual([0xff, 2, []]);
    expect([...driver.memory.slice(0, 8)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('lets another thread serve the queue meanwhile', () => {
    const others: (() => void)[] = [];
    const { request, driver } = create({ ...LONG, giveWay: () => others.pop()?.() });
    const [header, status] = [BUFFERS + 64, BUFFERS + 128];
    others.push(() => {
      driver.memory.view(header, 16).setUint32(0, 8, true);
      driver.offer(
        [
          { at: header, length: 16, writable: false },
          { at: BUFFERS + 256, length: 20, writable: true },
          { at: status, length: 1, writable: true },
        ],
        10,
      );
      driver.notify();
    });
    expect([request(0, 0, buffers), driver.bytes[status]]).toEqual([OK, OK]);
    expect(driver.used).toEqual([
      [10, 21],
      [0, 6 * 512 * 1024 + 1],
    ]);
  });
});
