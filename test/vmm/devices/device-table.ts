/** Runs a device through a table: writes, reads and what each read gives, in order. */
import { expect } from 'vitest';
import { type AccessWidth, type ByteDevice, byteWide, type PioDevice } from '../../../src/vmm/bus/bus.js';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';

/** `['w', offset, value]` writes, `['r', offset, expected]` reads; a fourth element is the width, else 1. */
export type Step = readonly [access: 'w' | 'r', offset: number, value: number, width?: AccessWidth];

export function runSteps(device: PioDevice, steps: readonly Step[]): void {
  steps.forEach(([access, offset, value, width = 1], index) => {
    if (access === 'w') device.write(offset, width, value);
    else
      expect({ step: index, offset, value: device.read(offset, width) }).toEqual({
        step: index,
        offset,
        value,
      });
  });
}

/** A device of byte registers, as it is on the bus. */
export function onBus(device: ByteDevice, length: number): PioDevice {
  return byteWide(device, length);
}

export function freshState(): DeviceState {
  return new DeviceState(new ArrayBuffer(4096));
}

/** A wire that remembers each level it was set to, without repeats. */
export function recordingLine() {
  const levels: (0 | 1)[] = [];
  return {
    levels,
    set(level: 0 | 1) {
      if ((levels.at(-1) ?? 0) !== level) levels.push(level);
    },
    get level(): 0 | 1 {
      return levels.at(-1) ?? 0;
    },
  };
}
