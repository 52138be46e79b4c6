import { describe, expect, onTestFinished, test } from 'vitest';
import { bytesAt, searchedParts } from '../../../src/inspect/guest-bytes.js';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestAddressError, LONGEST_SLICE } from '../../../src/vmm/bus/memory.js';
import { FOUR_GIB, GiB, MiB } from '../../../src/vmm/bus/memory-map.js';
import { Libc } from '../../../src/vmm/kvm/libc.js';
import { memoryRanges } from '../../../src/vmm/loaders/memory-ranges.js';
import { allocateRam, FIRST_FREE_SLOT, openRam, splitMemory, viewRam } from '../../../src/vmm/machine/ram.js';
import { GuestStack } from '../../../src/vmm/observe/guest-stack.js';
import { Virtqueue } from '../../../src/vmm/virtio/virtqueue.js';

const libc = new Libc();

function allocate(size: number) {
  const cleanUp: (() => void)[] = [];
  onTestFinished(() => {
    for (const action of cleanUp) action();
  });
  return allocateRam(size, libc, cleanUp);
}

test.each([
  [512 * MiB, [512 * MiB, 0]],
  [3 * GiB, [3 * GiB, 0]],
  [5 * GiB, [3 * GiB, 2 * GiB]],
])('%i bytes are split around the hole below 4 GiB', (size, [low, high]) => {
  expect(splitMemory(size)).toEqual({ lowMemory: low, highMemory: high });
});

test('lies on huge pages, in one slot or two', () => {
  const [only, ...none] = allocate(16 * MiB);
  expect([only!.slot, only!.guestAddress, only!.size, none.length]).toEqual([0, 0, 16 * MiB, 0]);
  expect(only!.hostAddress % BigInt(2 * MiB)).toBe(0n);
  const slots = allocate(4 * GiB);
  expect(slots.map(({ slot, guestAddress, size }) => [slot, guestAddress, size])).toEqual([
    [0, 0, 3 * GiB],
    [1, FOUR_GIB, GiB],
  ]);
  expect(slots[1]!.hostAddress - slots[0]!.hostAddress).toBe(BigInt(3 * GiB));
  expect(slots.every(({ slot }) => slot < FIRST_FREE_SLOT)).toBe(true);
});

test('is the same bytes in every view', () => {
  const ranges = allocate(2 * MiB);
  viewRam(libc, ranges).write(4096, Uint8Array.of(1, 2, 3));
  expect([...viewRam(libc, ranges).slice(4095, 5)]).toEqual([0, 1, 2, 3, 0]);
});

describe('more RAM than one array can be', () => {
  /** RAM above 4 GiB ends at 14 GiB, and its arrays at 8 GiB, 11 GiB and there. Sparse: only pages that are touched are used. */
  const END = 14 * GiB;
  const BORDER = 8 * GiB;
  const MAPPED = 13 * GiB;

  test('is one range without a hole, in arrays that overlap by the longest slice', () => {
    const memory = viewRam(libc, allocate(MAPPED));
    expect(memory.regions.map(({ base, bytes }) => [base / GiB, bytes.length / GiB])).toEqual([
      [0, 3],
      [4, 4],
      [7, 4],
      [10, 4],
    ]);
    expect(memory.size).toBe(MAPPED);
    expect(memory.ranges).toEqual([
      { base: 0, size: 3 * GiB },
      { base: FOUR_GIB, size: END - FOUR_GIB },
    ]);
    expect(memoryRanges(memory).at(-1)).toEqual({ base: FOUR_GIB, size: 10 * GiB, type: 1 });
  });

  test.each([BORDER - GiB, BORDER, BORDER + 2 * GiB, BORDER + 3 * GiB])(
    'has what lies across %i',
    (border) => {
      const ram = allocate(MAPPED);
      const [memory, opened] = [viewRam(libc, ram), openRam(libc, ram)];
      memory.write(border - 3, Uint8Array.of(1, 2, 3, 4, 5, 6));
      expect([...opened.slice(border - 4, 8)]).toEqual([0, 1, 2, 3, 4, 5, 6, 0]);
      opened.view(border - 4, 8).setBigUint64(0, 0x0102_0304_0506_0708n, true);
      expect([...memory.slice(border - 4, 8)]).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
      expect([...bytesAt(memory, border - 4, 8)!]).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
      expect(memory.slice(border - 512, LONGEST_SLICE)).toHaveLength(LONGEST_SLICE);
    },
  );

  test('has longer stretches as one slice behind the other', () => {
    const ram = allocate(MAPPED);
    for (const memory of [viewRam(libc, ram), openRam(libc, ram)]) {
      const address = BORDER - 2 * GiB - 5;
      const slices = memory.slices(address, 3 * GiB + 7);
      expect(slices.map(({ length }) => length)).toEqual([GiB, GiB, GiB, 7]);
      slices.forEach((slice, index) => {
        slice[0] = index + 1;
      });
      expect([0, 1, 2, 3].map((index) => memory.slice(address + index * GiB, 1)[0])).toEqual([1, 2, 3, 4]);
    }
  });

  test('ends where it ends', () => {
    const ram = allocate(MAPPED);
    for (const memory of [viewRam(libc, ram), openRam(libc, ram)]) {
      expect(memory.slice(END - 1, 1)).toHaveLength(1);
      for (const [at, length] of [
        [END - 1, 2],
        [END, 1],
        [3 * GiB - 1, 2],
        [FOUR_GIB - 1, 2],
        [FOUR_GIB, 10 * GiB + 1],
      ] as const) {
        expect(() => memory.slice(at, length)).toThrow(GuestAddressError);
        expect(() => memory.slices(at, length)).toThrow(GuestAddressError);
        expect(memory.contains(at, length)).toBe(false);
      }
      expect(memory.contains(FOUR_GIB, 10 * GiB)).toBe(true);
    }
  });

  test('is searched once, each place with what is around it', () => {
    const parts = searchedParts(viewRam(libc, allocate(MAPPED)));
    expect(
      parts.map(({ region, from, to }) => [(region.base + from) / GiB, (region.base + to) / GiB]),
    ).toEqual([
      [0, 3],
      [4, 7.5],
      [7.5, 10.5],
      [10.5, 14],
    ]);
  });

  test('may have a queue and its buffers across a border', () => {
    const memory = viewRam(libc, allocate(MAPPED));
    const queue = new Virtqueue(new DeviceState(new ArrayBuffer(64)), memory, 256);
    queue.reset();
    const places = { descriptors: BORDER - 32, available: BORDER + 3 * GiB - 4, used: BORDER + 2 * GiB - 4 };
    for (const part of ['descriptors', 'available', 'used'] as const) {
      queue.setAddressHalf(part, 0, places[part] % 2 ** 32);
      queue.setAddressHalf(part, 1, Math.floor(places[part] / 2 ** 32));
    }
    memory.view(places.available, 6).setUint16(2, 1, true);
    memory.view(places.available, 6).setUint16(4, 2, true);
    const descriptor = memory.view(places.descriptors + 32, 16);
    descriptor.setBigUint64(0, BigInt(BORDER - 0x8000_0000), true);
    descriptor.setUint32(8, 0xffff_ffff, true);
    descriptor.setUint16(12, 2, true);
    const { head, writable } = queue.take()!;
    expect([head, writable.map(({ length }) => length)]).toEqual([2, [GiB, GiB, GiB, GiB - 1]]);
    writable[3]![GiB - 2] = 0x5a;
    expect(memory.slice(BORDER + 2 * GiB - 2, 1)[0]).toBe(0x5a);
    queue.giveBack({ head, readable: [], writable: [] }, 9);
    const used = memory.view(places.used, 12);
    expect([used.getUint16(2, true), used.getUint32(4, true), used.getUint32(8, true)]).toEqual([1, 2, 9]);
  });

  test('may have a stack and its page tables there', () => {
    const memory = viewRam(libc, allocate(MAPPED));
    const tables = [BORDER - 4096, BORDER, BORDER + 3 * GiB - 4096, BORDER + 3 * GiB];
    const pages = [BORDER + 2 * GiB - 4096, BORDER + 2 * GiB];
    const set = (table: number, index: number, address: number) =>
      memory.view(table + index * 8, 8).setBigUint64(0, BigInt(address) | 1n, true);
    for (const level of [0, 1, 2]) set(tables[level]!, level === 0 ? 256 : 0, tables[level + 1]!);
    pages.forEach((page, index) => {
      set(tables[3]!, index, page);
      memory.slice(page, 4096).fill(index + 7);
    });
    const room = { bytes: new Uint8Array(4), at: 0, length: 4 };
    const copied = new GuestStack(memory).copy(
      { low: 4094, high: 0xffff_8000 },
      { root: tables[0]!, levels: 4 },
      room,
    );
    expect([copied, ...room.bytes]).toEqual([4, 7, 7, 8, 8]);
  });
});

test('a guest too large for the address space is refused, and what to do is said', () => {
  expect(() => allocate(2 ** 52)).toThrow('the host does not have');
});
