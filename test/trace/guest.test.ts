import { expect, test } from 'vitest';
import { onlyPciDevices, PCI_DEVICES, pciDevicesOf } from '../../src/trace/guest.js';

test('devices that were asked for are named in the order of their slots, and others are left out', () => {
  expect([pciDevicesOf({}), pciDevicesOf({ rng: false }), pciDevicesOf({ rng: true })]).toEqual([
    [],
    [],
    ['rng'],
  ]);
  expect(pciDevicesOf(Object.fromEntries(PCI_DEVICES.map((name) => [name, true])))).toEqual(PCI_DEVICES);
  const guest = { cpus: 4, rng: true };
  expect([onlyPciDevices(guest), onlyPciDevices({ rng: false })]).toEqual([{ rng: true }, {}]);
});
