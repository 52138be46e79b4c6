import { describe, expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { GuestMemory } from '../../../src/vmm/bus/memory.js';
import { Virtqueue, VirtqueueError } from '../../../src/vmm/virtio/virtqueue.js';
import { BUFFERS, createDriver, echoDevice } from './driver.js';

const text = (value: string) => new TextEncoder().encode(value);

describe('requests', () => {
  test('are served in their order, each with its buffers in theirs, and given back with what was written', () => {
    const requests: { readable: string; writable: number }[] = [];
    const driver = createDriver(echoDevice(requests)).start();
    driver.memory.write(BUFFERS, text('onetwo'));
    driver.offer([
      { at: BUFFERS, length: 3, writable: false },
      { at: BUFFERS + 3, length: 3, writable: false },
      { at: BUFFERS + 100, length: 5, writable: true },
    ]);
    driver.offer([{ at: BUFFERS + 200, length: 7, writable: true }], 8);
    driver.notify();
    expect(requests).toEqual([
      { readable: 'one|two', writable: 5 },
      { readable: '', writable: 7 },
    ]);
    expect(driver.used).toEqual([
      [0, 5],
      [8, 7],
    ]);
    expect([...driver.memory.slice(BUFFERS + 99, 7)]).toEqual([0, 0xee, 0xee, 0xee, 0xee, 0xee, 0]);
  });

  test('go round the ring, past the end of its index', () => {
    const requests: { readable: string; writable: number }[] = [];
    const driver = createDriver(echoDevice(requests)).start({ size: 2 });
    for (let i = 0; i < 5; i++) driver.offer([{ at: BUFFERS, length: i, writable: true }], i % 2).notify();
    expect(requests.map(({ writable }) => writable)).toEqual([0, 1, 2, 3, 4]);
    expect(driver.pci.faults).toBe(0);
  });

  test('may fill the whole queue', () => {
    const requests: { readable: string; writable: number }[] = [];
    const driver = createDriver(echoDevice(requests)).start({ size: 4 });
    for (let i = 0; i < 4; i++) driver.offer([{ at: BUFFERS, length: i, writable: true }], i);
    driver.notify();
    expect([requests.length, driver.used.length, driver.pci.faults]).toEqual([4, 4, 0]);
  });

  test('are found in memory above 4 GiB, and longer ones than their length can say are not said to be short', () => {
    const base = 5 * 2 ** 32;
    const memory = new GuestMemory([{ base, bytes: new Uint8Array(0x4000) }]);
    const queue = new Virtqueue(new DeviceState(new ArrayBuffer(64)), memory, 4);
    queue.reset();
    for (const [index, part] of (['descriptors', 'available', 'used'] as const).entries()) {
      queue.setAddressHalf(part, 0, index * 0x1000);
      queue.setAddressHalf(part, 1, 5);
    }
    memory.view(base + 0x1000, 4).setUint16(2, 1, true);
    memory.view(base, 16).setBigUint64(0, BigInt(base + 0x3000), true);
    memory.view(base, 16).setUint32(8, 3, true);
    const chain = queue.take()!;
    expect(chain.readable.map(({ byteOffset, length }) => [byteOffset, length])).toEqual([[0x3000, 3]]);
    queue.giveBack(chain, 0);
    expect(memory.view(base + 0x2000, 4).getUint16(2, true)).toBe(1);
    queue.giveBack(chain, 2 ** 32 + 1);
    const lengths = [8, 16].map((at) => memory.view(base + 0x2000, 20).getUint32(at, true));
    expect(lengths).toEqual([0, 2 ** 32 - 1]);
  });

  test('stay where they are when the run is to end', () => {
    const requests: { readable: string; writable: number }[] = [];
    const driver = createDriver(echoDevice(requests), { isStopping: () => true }).start();
    driver.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
    expect([requests, driver.used]).toEqual([[], []]);
  });
});

describe('a driver that breaks the rules stops its device', () => {
  const broken = (change: (driver: ReturnType<typeof createDriver>) => void) => {
    const requests: { readable: string; writable: number }[] = [];
    const driver = createDriver(echoDevice(requests)).start();
    change(driver);
    driver.notify();
    return { driver, requests };
  };
  const cases: [string, string, (driver: ReturnType<typeof createDriver>) => void][] = [
    [
      'a chain that loops',
      'queue 0: the chain of descriptor 0 never ends',
      (d) => {
        d.setDescriptor(0, { at: BUFFERS, length: 1, flags: 1, next: 1 });
        d.setDescriptor(1, { at: BUFFERS, length: 1, flags: 1, next: 0 });
        d.offerHead(0);
      },
    ],
    [
      'a head beyond the table',
      'queue 0: descriptor 16 is beyond the 16 of the queue',
      (d) => d.offerHead(16),
    ],
    [
      'a next beyond the table',
      'queue 0: descriptor 999 is beyond the 16 of the queue',
      (d) => {
        d.setDescriptor(0, { at: BUFFERS, length: 1, flags: 1, next: 999 });
        d.offerHead(0);
      },
    ],
    [
      'an indirect descriptor',
      'queue 0: descriptor 0 is indirect, which was not offered',
      (d) => {
        d.setDescriptor(0, { at: BUFFERS, length: 16, flags: 4 });
        d.offerHead(0);
      },
    ],
    [
      'a readable buffer behind a writable one',
      'queue 0: descriptor 1 is to be read, behind one that is to be written',
      (d) =>
        d.offer([
          { at: BUFFERS, length: 1, writable: true },
          { at: BUFFERS, length: 1, writable: false },
        ]),
    ],
    [
      'a buffer that begins in memory and ends outside',
      'queue 0: descriptor 0: guest address 0xffffc + 5 bytes is not RAM',
      (d) => d.offer([{ at: 2 ** 20 - 4, length: 5, writable: true }]),
    ],
    [
      'a buffer at the end of the address space',
      'queue 0: descriptor 0: guest address 0x20000000000000 + 4294967295 bytes is not RAM',
      (d) => d.setDescriptor(0, { at: 2 ** 53, length: 0xffff_ffff, flags: 2 }),
    ],
    [
      'an index that has run ahead of the ring',
      'queue 0: 17 requests are available in a queue of 16',
      (d) => d.setAvailableIndex(17),
    ],
  ];

  test.each(cases)('%s', (name, words, change) => {
    const { driver, requests } = broken((d) => {
      change(d);
      if (name.includes('address space')) d.offerHead(0);
    });
    expect([driver.pci.faults, driver.pci.firstFault]).toEqual([1, words]);
    expect(driver.status & 64).toBe(64);
    expect(requests).toEqual([]);
    // Nothing more happens until the reset, after which all is well.
    driver.offer([{ at: BUFFERS, length: 1, writable: true }]).notify();
    expect([requests, driver.pci.faults]).toEqual([[], 1]);
    driver.start();
    expect(driver.status & 64).toBe(0);
  });

  test.each([
    ['the descriptor table', 32],
    ['the available ring', 40],
    ['the used ring', 48],
  ])('%s that is not where memory is', (name, register) => {
    const driver = createDriver(echoDevice()).start();
    driver.setCommon(20, 1, 0);
    driver.start();
    // The address was taken while the queue was off, so it is set anew after another reset.
    driver.setCommon(20, 1, 0);
    driver.setCommon(8, 4, 1);
    driver.setCommon(12, 4, 1);
    driver.setCommon(20, 1, 1 | 2 | 8);
    for (const other of [32, 40, 48]) driver.setCommon(other, 4, 0x1000 + other * 0x100);
    driver.setCommon(register + 4, 4, 1);
    driver.setCommon(28, 2, 1);
    driver.setCommon(20, 1, 1 | 2 | 8 | 4);
    driver.memory.view(0x1000 + 40 * 0x100, 4).setUint16(2, 1, true);
    driver.notify();
    expect(driver.pci.faults).toBe(1);
    expect(driver.pci.firstFault).toMatch(
      new RegExp(`^queue 0: ${name}: guest address 0x1\\w+ \\+ \\d+ bytes is not RAM$`),
    );
  });
});

test('rings must be aligned', () => {
  const memory = new GuestMemory([{ base: 0, bytes: new Uint8Array(65536) }]);
  const queue = new Virtqueue(new DeviceState(new ArrayBuffer(64)), memory, 16);
  queue.reset();
  queue.setAddressHalf('available', 0, 0x1001);
  expect(() => queue.take()).toThrow(VirtqueueError);
  expect(() => queue.take()).toThrow('the available ring at 0x1001 is not aligned');
});

test('a size is a power of two up to the most', () => {
  const memory = new GuestMemory([{ base: 0, bytes: new Uint8Array(16) }]);
  const queue = new Virtqueue(new DeviceState(new ArrayBuffer(64)), memory, 16);
  queue.reset();
  for (const [value, expected] of [
    [0, 16],
    [8, 8],
    [3, 8],
    [32, 8],
    [1, 1],
    [16, 16],
  ] as const) {
    queue.size = value;
    expect(queue.size).toBe(expected);
  }
});
