import { expect, test } from 'vitest';
import {
  BIOS_SHADOW_END,
  BIOS_SHADOW_SIZE,
  FOUR_GIB,
  KVM_IDENTITY_MAP_ADDRESS,
  KVM_TSS_ADDRESS,
  MAX_FIRMWARE_SIZE,
  MIN_MEMORY,
  MMIO_HOLE_START,
} from '../../../src/vmm/bus/memory-map.js';

const PAGE = 0x1000;
const IO_APIC = 0xfec0_0000;
const LOCAL_APIC = 0xfee0_0000;

test('KVM’s private pages are one page and then three, between the APICs and the largest firmware', () => {
  expect(KVM_IDENTITY_MAP_ADDRESS).toBeGreaterThanOrEqual(LOCAL_APIC + PAGE);
  expect(KVM_TSS_ADDRESS).toBe(KVM_IDENTITY_MAP_ADDRESS + PAGE);
  expect(KVM_TSS_ADDRESS + 3 * PAGE).toBeLessThanOrEqual(FOUR_GIB - MAX_FIRMWARE_SIZE);
});

test('RAM ends before the devices, and the smallest has room for the firmware’s shadow', () => {
  expect(MMIO_HOLE_START).toBeLessThan(IO_APIC);
  expect(BIOS_SHADOW_END).toBeLessThanOrEqual(MIN_MEMORY);
  expect(BIOS_SHADOW_END - BIOS_SHADOW_SIZE).toBe(0xe0000);
});
