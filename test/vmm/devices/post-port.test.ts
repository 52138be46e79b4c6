import { expect, test } from 'vitest';
import { DeviceState } from '../../../src/vmm/bus/device-state.js';
import { createPostPort } from '../../../src/vmm/devices/post-port.js';
import { freshState, runSteps } from './device-table.js';

test('the low byte of every write is a code, and reads back', () => {
  const codes: number[] = [];
  const port = createPostPort({ state: freshState(), onCode: (code) => codes.push(code) });
  runSteps(port, [
    ['r', 0, 0],
    ['w', 0, 0x12],
    ['r', 0, 0x12],
    ['w', 0, 0x3456, 2],
    ['r', 0, 0x56],
    ['w', 0, 0xffff_ff80, 4],
    ['r', 0, 0x80],
    ['r', 0, 0x80, 2],
    ['r', 0, 0x80, 4],
  ]);
  expect(codes).toEqual([0x12, 0x56, 0x80]);
});

test('what one thread’s port was given, another’s reads back', () => {
  const onCode = () => undefined;
  const shared = new ArrayBuffer(64);
  const first = createPostPort({ state: new DeviceState(shared), onCode });
  const second = createPostPort({ state: new DeviceState(shared), onCode });
  first.write(0, 1, 0x77);
  expect(second.read(0, 1)).toBe(0x77);
});
