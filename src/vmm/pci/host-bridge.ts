/**
 * Host bridges. That of an Intel 440FX (8086:1237) has PAM registers, which firmware writes to unlock its shadow memory: the memory
 * is RAM at all times here, so they only read back. That of Cloud Hypervisor (8086:0d57, its pci/src/bus.rs) has nothing but its name,
 * by which EDK2's CloudHv build knows where its power management timer is.
 */
import type { DeviceState } from '../bus/device-state.js';
import { PciConfigSpace, type PciFunction, registersAlone } from './pci-config-space.js';

/** PAM0 to PAM6, and the SMRAM register behind them. */
const PAM_FIRST = 0x59;
const SMRAM = 0x72;

const BRIDGE = { vendorId: 0x8086, subsystemId: 0, revision: 0, classCode: 0x06_00_00 } as const;

export function create440FxBridge(state: DeviceState): PciFunction {
  const space = new PciConfigSpace(state.of('host-bridge'), { ...BRIDGE, deviceId: 0x1237 });
  space.allowWrites(
    PAM_FIRST,
    Array.from({ length: SMRAM - PAM_FIRST + 1 }, () => 0xff),
  );
  return registersAlone('host-bridge', space);
}

export function createCloudHypervisorBridge(state: DeviceState): PciFunction {
  return registersAlone(
    'host-bridge',
    new PciConfigSpace(state.of('host-bridge'), { ...BRIDGE, deviceId: 0x0d57 }),
  );
}
