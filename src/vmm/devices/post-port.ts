/**
 * The POST port, 0x80: each write is a boot code. As in Cloud Hypervisor, the low byte of a wider write is the
 * code. On a PC the port is a spare page register of the DMA controller, so it reads back what was written.
 */
import type { PioDevice } from '../bus/bus.js';
import type { DeviceState } from '../bus/device-state.js';

export interface PostPortParts {
  readonly state: DeviceState;
  readonly onCode: (code: number) => void;
}

export function createPostPort({ state, onCode }: PostPortParts): PioDevice {
  const last = state.bytes('post-port', 1);
  return {
    name: 'post-port',
    read: () => last[0]!,
    write(_offset, _width, value) {
      last[0] = value;
      onCode(value & 0xff);
    },
  };
}
