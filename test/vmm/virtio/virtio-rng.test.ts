import { expect, test } from 'vitest';
import { createVirtioRng } from '../../../src/vmm/virtio/virtio-rng.js';
import { BUFFERS, createDriver } from './driver.js';

const fill = (bytes: Uint8Array) => {
  bytes.fill(0x5a);
};

test('fills what the driver offers, and says how much', () => {
  const driver = createDriver(createVirtioRng(fill)).start();
  expect(driver.pci.readConfig(0, 4)).toBe(0x1044_1af4);
  driver.offer([
    { at: BUFFERS, length: 3, writable: true },
    { at: BUFFERS + 8, length: 2, writable: true },
  ]);
  driver.notify();
  expect(driver.used).toEqual([[0, 5]]);
  expect([...driver.memory.slice(BUFFERS, 11)]).toEqual([90, 90, 90, 0, 0, 0, 0, 0, 90, 90, 0]);
});

test('gives at most 64 KiB a request', () => {
  const driver = createDriver(createVirtioRng(fill)).start();
  driver.offer([
    { at: BUFFERS, length: 50_000, writable: true },
    { at: BUFFERS + 100_000, length: 500_000, writable: true },
  ]);
  driver.notify();
  expect(driver.used).toEqual([[0, 65536]]);
  expect(driver.bytes.filter((byte) => byte === 0x5a)).toHaveLength(65536);
});

test.each([
  ['has something to read', false],
  ['has nothing to write', null],
])('stops for a request that %s', (_name, writable) => {
  const driver = createDriver(createVirtioRng(fill)).start();
  const buffers = [{ at: BUFFERS, length: 4, writable: false }];
  if (writable !== null) buffers.push({ at: BUFFERS, length: 4, writable: true });
  driver.offer(buffers).notify();
  expect([driver.pci.faults, driver.used]).toEqual([1, []]);
});
