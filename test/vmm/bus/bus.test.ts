import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AccessWidth,
  allOnes,
  byteWide,
  gatherBytes,
  MmioBus,
  type MmioDevice,
  PioBus,
  type PioDevice,
  spreadBytes,
  wordBytes,
} from '../../../src/vmm/bus/bus.js';

/** Answers with its number and remembers what it was given. */
function pioDevice(name: string, answer: number) {
  const accesses: [offset: number, width: number, value: number | null][] = [];
  const device: PioDevice = {
    name,
    read(offset, width) {
      accesses.push([offset, width, null]);
      return answer;
    },
    write: (offset, width, value) => accesses.push([offset, width, value]),
  };
  return { device, accesses };
}

describe('the port bus', () => {
  test('routes the first and the last port of each range, with offsets', () => {
    const bus = new PioBus();
    const low = pioDevice('low', 1);
    const high = pioDevice('high', 2);
    bus.attach(0, 4, low.device);
    bus.attach(0xfff8, 8, high.device);
    expect([0, 3, 4, 0xfff7, 0xfff8, 0xffff].map((port) => bus.read(port, 1))).toEqual([
      1, 1, 0xff, 0xff, 2, 2,
    ]);
    bus.write(3, 2, 0x1234);
    bus.write(0xffff, 4, 5);
    expect(low.accesses).toEqual([
      [0, 1, null],
      [3, 1, null],
      [3, 2, 0x1234],
    ]);
    expect(high.accesses).toEqual([
      [0, 1, null],
      [7, 1, null],
      [7, 4, 5],
    ]);
    expect([2, 4, 0xffff].map((port) => bus.nameAt(port))).toEqual(['low', 'unassigned', 'high']);
  });

  test('reads all ones where nothing is, and takes writes there', () => {
    const bus = new PioBus();
    bus.write(0x1234, 4, 1);
    expect([bus.read(0x1234, 1), bus.read(0x1234, 2), bus.read(0x1234, 4)]).toEqual([
      0xff, 0xffff, 0xffff_ffff,
    ]);
  });

  test.each([
    ['no length', 0x10, 0],
    ['negative length', 0x10, -1],
    ['negative base', -1, 2],
    ['half a port', 0.5, 1],
    ['more ports than there are', 0xffff, 2],
  ])('refuses a range of %s', (_name, base, length) => {
    const { device } = pioDevice('x', 0);
    expect(() => new PioBus().attach(base, length, device)).toThrow('is outside of the bus');
  });

  test.each([
    ['the same range', 0x10, 4],
    ['from below', 0x0d, 4],
    ['from above', 0x13, 4],
    ['around it', 0x00, 0x40],
    ['within it', 0x11, 1],
  ])('refuses an overlap: %s, and attaches nothing of it', (_name, base, length) => {
    const bus = new PioBus();
    bus.attach(0x10, 4, pioDevice('first', 1).device);
    expect(() => bus.attach(base, length, pioDevice('second', 2).device)).toThrow(
      'of second is taken by first',
    );
    const free = [0x0d, 0x0f, 0x14, 0x16].filter((port) => bus.nameAt(port) !== 'unassigned');
    expect(free).toEqual([]);
    expect(bus.isFree(base, length)).toBe(false);
  });

  test('takes neighbours on both sides', () => {
    const bus = new PioBus();
    bus.attach(0x10, 4, pioDevice('first', 1).device);
    expect([bus.isFree(0x0c, 4), bus.isFree(0x14, 4), bus.isFree(0x0d, 4)]).toEqual([true, true, false]);
    bus.attach(0x0c, 4, pioDevice('below', 2).device);
    bus.attach(0x14, 4, pioDevice('above', 3).device);
    expect([0x0f, 0x10, 0x13, 0x14].map((port) => bus.read(port, 1))).toEqual([2, 1, 1, 3]);
  });
});

describe('a device of bytes on the bus', () => {
  const create = (length: number, bytes = [0x11, 0x22, 0x33, 0x44]) => {
    return byteWide(
      {
        name: 'bytes',
        readByte: (offset) => bytes[offset]!,
        writeByte: (offset, value) => {
          bytes[offset] = value;
        },
      },
      length,
    );
  };

  test.each<[number, AccessWidth, number]>([
    [0, 1, 0x11],
    [0, 2, 0x2211],
    [0, 4, 0x4433_2211],
    [2, 2, 0x4433],
    [3, 2, 0xff44],
    [2, 4, 0xffff_4433],
    [3, 4, 0xffff_ff44],
  ])('reads from offset %i in width %i', (offset, width, expected) => {
    expect(create(4).read(offset, width)).toBe(expected);
  });

  test('is written byte by byte, and not past its end', () => {
    const bytes = [0x11, 0x22, 0x33, 0x44];
    const device = create(3, bytes);
    device.write(1, 4, 0xddcc_bbaa);
    expect(device.read(0, 4)).toBe(0xffbb_aa11);
    expect(bytes).toEqual([0x11, 0xaa, 0xbb, 0x44]);
  });
});

describe('the memory bus', () => {
  const device = (name: string, fill: number) => {
    const writes: [offset: number, data: number[]][] = [];
    const mmio: MmioDevice = {
      name,
      readMmio: (offset, data) => data.fill(fill + offset),
      writeMmio: (offset, data) => writes.push([offset, [...data]]),
    };
    return { mmio, writes };
  };

  test('routes the first and the last address of each range, with offsets', () => {
    const bus = new MmioBus();
    const { mmio, writes } = device('low', 0x10);
    bus.attach(0xd000_0000, 4, mmio);
    bus.attach(2 ** 40, 4, device('high', 0x20).mmio);
    const read = (address: number) => {
      const data = new Uint8Array(2);
      bus.read(address, data);
      return data[0];
    };
    expect([0xcfff_ffff, 0xd000_0000, 0xd000_0003, 0xd000_0004, 2 ** 40 + 3].map(read)).toEqual([
      0xff, 0x10, 0x13, 0xff, 0x23,
    ]);
    bus.write(0xd000_0002, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8));
    bus.write(0xd000_0004, Uint8Array.of(9));
    expect(writes).toEqual([[2, [1, 2, 3, 4, 5, 6, 7, 8]]]);
    expect([bus.nameAt(0xd000_0000), bus.nameAt(0)]).toEqual(['low', 'unassigned']);
  });

  test.each([
    ['no length', 0, 0],
    ['negative base', -1, 4],
    ['an end beyond all addresses', Number.MAX_SAFE_INTEGER, 1],
  ])('refuses a range of %s', (_name, base, length) => {
    expect(() => new MmioBus().attach(base, length, device('x', 0).mmio)).toThrow(RangeError);
  });

  test('refuses exactly the ranges that share an address', () => {
    const range = fc.record({ base: fc.nat(40), length: fc.integer({ min: 1, max: 20 }) });
    fc.assert(
      fc.property(range, range, (first, second) => {
        const bus = new MmioBus();
        bus.attach(first.base, first.length, device('first', 0).mmio);
        const shared = Array.from({ length: second.length }, (_, i) => second.base + i).some(
          (address) => address >= first.base && address < first.base + first.length,
        );
        const attach = () => bus.attach(second.base, second.length, device('second', 0).mmio);
        if (shared) expect(attach).toThrow('overlaps first');
        else expect(attach).not.toThrow();
      }),
    );
  });
});

test.each<[AccessWidth, number]>([
  [1, 0xff],
  [2, 0xffff],
  [4, 0xffff_ffff],
])('all ones in %i bytes', (width, value) => {
  expect(allOnes(width)).toBe(value);
});

test('bytes of a value are lowest first, and make it again', () => {
  const bytes = new Uint8Array(4);
  spreadBytes(0x8912_3456, bytes);
  expect([...bytes]).toEqual([0x56, 0x34, 0x12, 0x89]);
  expect(wordBytes(0x8912_3456)).toEqual([...bytes]);
  expect([gatherBytes(bytes), gatherBytes(bytes.subarray(2)), gatherBytes(bytes.subarray(0, 1))]).toEqual([
    0x8912_3456, 0x8912, 0x56,
  ]);
});
