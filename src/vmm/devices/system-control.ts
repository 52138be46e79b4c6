/** PS/2 system control port A, 0x92: the fast A20 gate and the fast reset (Ralf Brown's interrupt list, port 0092). */
import type { ByteDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';

const FAST_RESET = 1 << 0;
const A20_ENABLED = 1 << 1;

export interface SystemControlParts {
  readonly state: DeviceState;
  readonly onReset: () => void;
}

/** KVM has no A20 gate to close, so the bit only reads back; it starts enabled. */
export function createSystemControl({ state, onReset }: SystemControlParts): ByteDevice {
  const cleared = state.bytes('system-control', 1);
  return {
    name: 'system-control',
    readByte: () => A20_ENABLED & ~cleared[0]! & 0xff,
    writeByte(_offset, value) {
      cleared[0] = ~value & A20_ENABLED;
      if ((value & FAST_RESET) !== 0) onReset();
    },
  };
}
