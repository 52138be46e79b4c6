import { expect, test } from 'vitest';
import { PCI_SLOTS, pciInterrupt } from '../../../src/vmm/bus/port-map.js';

test('slots are wired to the eight pins of the I/O APIC that are nobody else’s, neighbours to different ones', () => {
  const pins = Array.from({ length: PCI_SLOTS }, (_, slot) => pciInterrupt(slot));
  expect([...new Set(pins)].sort()).toEqual([16, 17, 18, 19, 20, 21, 22, 23]);
  expect(pins.slice(0, 9)).toEqual([16, 17, 18, 19, 20, 21, 22, 23, 16]);
});
