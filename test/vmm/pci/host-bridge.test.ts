import { expect, test } from 'vitest';
import { create440FxBridge, createCloudHypervisorBridge } from '../../../src/vmm/pci/host-bridge.js';
import { freshState } from '../devices/device-table.js';

test('that of a 440FX is a bridge, keeps PAM and SMRAM, and nothing else', () => {
  const bridge = create440FxBridge(freshState());
  expect([bridge.readConfig(0, 4), bridge.readConfig(0x0a, 2), bridge.readConfig(0x0e, 1)]).toEqual([
    0x1237_8086, 0x0600, 0,
  ]);
  bridge.writeConfig(0x58, 4, 0x3333_33aa);
  bridge.writeConfig(0x70, 4, 0x554a_0000);
  bridge.writeConfig(0, 4, 0xdead_beef);
  bridge.writeConfig(0x10, 4, 0xffff_ffff);
  expect([0x58, 0x70, 0, 0x10].map((register) => bridge.readConfig(register, 4))).toEqual([
    0x3333_3300, 0x004a_0000, 0x1237_8086, 0,
  ]);
});

test('that of Cloud Hypervisor keeps nothing', () => {
  const bridge = createCloudHypervisorBridge(freshState());
  for (let register = 0; register < 256; register += 4) bridge.writeConfig(register, 4, 0xffff_ffff);
  expect([0, 8, 0x0c, 0x58].map((register) => bridge.readConfig(register, 4))).toEqual([
    0x0d57_8086, 0x0600_0000, 0, 0,
  ]);
});

test('answers nowhere in memory', () => {
  const bridge = create440FxBridge(freshState());
  bridge.writeConfig(4, 2, 0xffff);
  expect([0, 0xc000_0000, 0xffff_fff0].map((address) => bridge.offsetOf(address))).toEqual([-1, -1, -1]);
});
