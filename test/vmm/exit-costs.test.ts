import { expect, test } from 'vitest';
import { MmioBus, PioBus } from '../../src/vmm/bus.js';
import { createHole } from '../../src/vmm/devices/fixed-port.js';
import { describeExits } from '../../src/vmm/exit-costs.js';

test('the exits of all vCPUs are one list, named, dearest first, with the way in and out added', () => {
  const pio = new PioBus();
  pio.attach(0x64, 1, createHole('i8042'));
  const read = {
    stage: 1,
    kind: 'pio',
    address: 0x64,
    direction: 'read',
    count: 10,
    handlerNs: 500,
  } as const;
  const kick = { stage: 0, kind: 'kick', address: 0, direction: 'read', count: 1, handlerNs: 5 } as const;
  const other = {
    stage: 1,
    kind: 'mmio',
    address: 0xfed0_0000,
    direction: 'write',
    count: 1,
    handlerNs: 1,
  } as const;
  const exits = describeExits({
    counted: [[kick, read], [{ ...read, count: 5, handlerNs: 100 }], [other]],
    stageNames: ['setup', 'firmware'],
    platform: { pio, mmio: new MmioBus() },
    exitNs: 1000,
  });
  expect(exits).toEqual([
    {
      stage: 'firmware',
      kind: 'pio',
      address: 0x64,
      direction: 'read',
      device: 'i8042',
      count: 15,
      totalNs: 15_600,
    },
    { stage: 'setup', kind: 'kick', address: null, direction: null, device: null, count: 1, totalNs: 1005 },
    {
      stage: 'firmware',
      kind: 'mmio',
      address: 0xfed0_0000,
      direction: 'write',
      device: 'unassigned',
      count: 1,
      totalNs: 1001,
    },
  ]);
});
