import { expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { DriverFaults } from '../../../src/vmm/virtio/driver-faults.js';

test('the first fault is kept in words, the others are counted, and every thread sees the same', () => {
  const memory = new SharedArrayBuffer(1024);
  const [mine, theirs] = [
    new DriverFaults(new DeviceState(memory)),
    new DriverFaults(new DeviceState(memory)),
  ];
  expect([mine.count, mine.first]).toEqual([0, null]);
  theirs.note('queue 0: descriptor 3 is indirect');
  mine.note('another');
  for (const one of [mine, theirs])
    expect([one.count, one.first]).toEqual([2, 'queue 0: descriptor 3 is indirect']);
});

test('more words than there is room for are cut', () => {
  const faults = new DriverFaults(new DeviceState(new ArrayBuffer(1024)));
  faults.note('x'.repeat(1000));
  expect(faults.first).toBe('x'.repeat(200));
});
