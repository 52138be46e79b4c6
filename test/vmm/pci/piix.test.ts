import { expect, test } from 'vitest';
import { createPiix3Isa, createPiix4Pm } from '../../../src/vmm/pci/piix.js';
import { freshState } from '../devices/device-table.js';

const writeAllOnes = (pci: { writeConfig(register: number, width: 4, value: number): void }) => {
  for (let register = 0; register < 256; register += 4) pci.writeConfig(register, 4, 0xffff_ffff);
};

test('the ISA bridge of a PIIX3 is the first of several functions, and keeps its interrupt routes', () => {
  const bridge = createPiix3Isa(freshState());
  expect([0, 8, 0x0c, 0x60].map((register) => bridge.readConfig(register, 4))).toEqual([
    0x7000_8086, 0x0601_0000, 0x0080_0000, 0x8080_8080,
  ]);
  bridge.writeConfig(0x60, 4, 0x0a0a_0b0b);
  expect(bridge.readConfig(0x60, 4)).toBe(0x0a0a_0b0b);
  writeAllOnes(bridge);
  expect([0, 4, 0x10, 0x60, 0x80].map((register) => bridge.readConfig(register, 4))).toEqual([
    0x7000_8086, 0x0000_0007, 0, 0x8f8f_8f8f, 0x000f_0000,
  ]);
});

test('the power management of a PIIX4 says where the timer is, and that others need not set it up', () => {
  const pm = createPiix4Pm(freshState());
  const registers = () => [0, 8, 0x0c, 0x40, 0x58, 0x80].map((register) => pm.readConfig(register, 4));
  const expected = [0x7113_8086, 0x0680_0003, 0, 0x0000_0601, 0x0200_0000, 1];
  expect(registers()).toEqual(expected);
  writeAllOnes(pm);
  expect(registers()).toEqual(expected);
  expect(pm.offsetOf(0x600)).toBe(-1);
});
