import { expect, test } from 'vitest';
import { createSystemControl } from '../../../src/vmm/devices/system-control.js';
import { freshState, onBus, runSteps } from './device-table.js';

test('bit 1 is the A20 gate, which reads back; bit 0 resets', () => {
  let resets = 0;
  const port = onBus(createSystemControl({ state: freshState(), onReset: () => resets++ }), 1);
  runSteps(port, [
    ['r', 0, 0x02],
    ['w', 0, 0x00],
    ['r', 0, 0x00],
    ['w', 0, 0x02],
    ['r', 0, 0x02],
    ['w', 0, 0xfe],
    ['r', 0, 0x02],
    ['r', 0, 0xff02, 2],
  ]);
  expect(resets).toBe(0);
  runSteps(port, [
    ['w', 0, 0x01],
    ['r', 0, 0x00],
    ['w', 0, 0x0003, 2],
  ]);
  expect(resets).toBe(2);
});
