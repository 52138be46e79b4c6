import { expect, test } from 'vitest';
import { describeFaults } from '../../../src/vmm/bus/device-faults.js';

const NONE = { firstDriverError: null, negotiationError: null } as const;

test('devices without a fault are not mentioned', () => {
  expect(describeFaults([{ device: 'virtio-blk0', hostErrors: 0, driverErrors: 0, ...NONE }])).toEqual([]);
});

test('each kind of fault is a warning of its own', () => {
  const found = describeFaults([
    { device: 'virtio-blk0', hostErrors: 3, driverErrors: 0, ...NONE },
    {
      device: 'virtio-rng',
      hostErrors: 0,
      driverErrors: 2,
      ...NONE,
      firstDriverError: 'queue 0: descriptor 3 is indirect',
    },
    {
      device: 'virtio-blk1',
      hostErrors: 0,
      driverErrors: 1,
      firstDriverError: 'queue 0: x',
      negotiationError: 'it set DRIVER_OK',
    },
  ]);
  expect(found.map(({ severity, code, message }) => [severity, code, message])).toEqual([
    [
      'warning',
      'disk-host-error',
      'virtio-blk0: the host could not serve 3 requests, as when a disk is full; the guest saw I/O errors (for snapshots, check the free space of TMPDIR or /var/tmp: df -h; for devices: dmesg)',
    ],
    [
      'warning',
      'virtio-driver-error',
      "virtio-rng: the guest's driver broke the rules of its queue (2 times), so the device stopped until its reset; first in queue 0: descriptor 3 is indirect",
    ],
    [
      'warning',
      'virtio-driver-error',
      "virtio-blk1: the guest's driver broke the rules of its queue (once), so the device stopped until its reset; in queue 0: x",
    ],
    [
      'warning',
      'virtio-driver-error',
      "virtio-blk1: the guest's driver broke the rules of negotiation: it set DRIVER_OK",
    ],
  ]);
});
