import { expect, test } from 'vitest';
import type { Guest } from '../../../src/trace/guest.js';
import { hasPci } from '../../../src/vmm/machine/board.js';

const BARE: Guest = {
  memorySize: 1,
  cpus: 1,
  debugConsolePort: null,
  serial: false,
  disks: [],
  rng: false,
};
const DISK = { path: 'a.raw', readOnly: true, snapshot: false };

test.each([
  ['a kernel alone has none', {}, false],
  ['firmware looks for one', { firmware: 'bios.bin' }, true],
  ['a disk is on it', { disks: [DISK] }, true],
  ['so is the entropy source', { rng: true }, true],
])('the PCI bus: %s', (_name, changes, expected) => {
  expect(hasPci({ ...BARE, ...changes })).toBe(expected);
});
