/**
 * The host bridge of an Intel 440FX (8086:1237), whose PAM registers firmware writes to unlock its shadow memory. The
 * memory is RAM at all times here, so they only read back.
 */
import type { DeviceState } from '../bus/device-state.js';
import { PciConfigSpace, type PciFunction } from './pci-config-space.js';

/** PAM0 to PAM6, and the SMRAM register behind them. */
const PAM_FIRST = 0x59;
const SMRAM = 0x72;
const CLASS_HOST_BRIDGE = 0x06_00_00;

export function createHostBridge(state: DeviceState): PciFunction {
  const space = new PciConfigSpace(state.of('host-bridge'), {
    vendorId: 0x8086,
    deviceId: 0x1237,
    subsystemId: 0,
    revision: 0,
    classCode: CLASS_HOST_BRIDGE,
  });
  space.allowWrites(
    PAM_FIRST,
    Array.from({ length: SMRAM - PAM_FIRST + 1 }, () => 0xff),
  );
  return {
    name: 'host-bridge',
    readConfig: (register, width) => space.read(register, width),
    writeConfig: (register, width, value) => space.write(register, width, value),
    offsetOf: () => -1,
    readMemory: () => undefined,
    writeMemory: () => undefined,
  };
}
