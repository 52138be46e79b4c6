import { expect, test } from 'vitest';
import { createDebugPort } from '../../../src/vmm/devices/debug-port.js';
import { runSteps } from './device-table.js';

test('a debug port takes one byte of each write and reads as 0xe9', () => {
  const bytes: number[] = [];
  const port = createDebugPort({ name: 'debug', onByte: (value) => bytes.push(value) });
  expect(port.name).toBe('debug');
  runSteps(port, [
    ['r', 0, 0xe9],
    ['w', 0, 0x41],
    ['w', 0, 0x4342, 2],
    ['w', 0, 0xffff_ff00, 4],
    ['r', 0, 0xe9],
    ['r', 0, 0xffe9, 2],
    ['r', 0, 0xffff_ffe9, 4],
  ]);
  expect(bytes).toEqual([0x41, 0x42, 0x00]);
});
