import { expect, test } from 'vitest';
import { MmioBus, PioBus } from '../../src/vmm/bus/bus.js';
import { describeExits, MOST_EXIT_ROWS } from '../../src/vmm/describe-exits.js';
import { createHole } from '../../src/vmm/devices/unused-port.js';

test('the exits of all vCPUs are one list, named, dearest first, with the way in and out added', () => {
  const pio = new PioBus();
  pio.attach(0x64, 1, createHole({ name: 'i8042' }));
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
    kvm: [],
    prices: { exitNs: 1000, kernelExitNs: 100 },
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

test('exits that never came to the monitor are what KVM counted beyond those that did, by reason', () => {
  const io = { stage: 1, kind: 'pio', address: 0x80, direction: 'write', count: 10, handlerNs: 0 } as const;
  const exits = describeExits({
    counted: [[io]],
    stageNames: ['setup', 'firmware'],
    platform: { pio: new PioBus(), mmio: new MmioBus() },
    kvm: [
      { stage: 0, counts: { exits: 0, irq_exits: 0, halt_exits: 0, pf_taken: 0 } },
      { stage: 1, counts: { exits: 100, irq_exits: 30, halt_exits: 0, pf_taken: 50 } },
    ],
    prices: { exitNs: 1000, kernelExitNs: 100 },
  });
  expect(exits.map(({ kind, device, count, totalNs }) => [kind, device, count, totalNs])).toEqual([
    ['pio', 'unassigned', 10, 10_000],
    ['kernel', 'page faults', 50, 5000],
    ['kernel', 'interrupts', 30, 3000],
    ['kernel', 'other reasons', 10, 1000],
  ]);
});

test('a counter that says more than there can be is cut to what is left', () => {
  const exits = describeExits({
    counted: [],
    stageNames: ['setup'],
    platform: { pio: new PioBus(), mmio: new MmioBus() },
    kvm: [{ stage: 0, counts: { exits: 5, irq_exits: 4, halt_exits: 3, pf_taken: 2 } }],
    prices: { exitNs: 1, kernelExitNs: 1 },
  });
  expect(exits.map(({ device, count }) => [device, count])).toEqual([
    ['interrupts', 4],
    ['halts', 1],
  ]);
});

test('more addresses than a trace file takes are kept by their cost, the rest as one row a stage', () => {
  const io = { kind: 'mmio', direction: 'read', count: 2 } as const;
  const counted = Array.from({ length: 3 }, (_, vcpu) =>
    Array.from({ length: 3000 }, (__, page) => ({
      ...io,
      stage: page % 2,
      address: (vcpu * 3000 + page) * 4096,
      handlerNs: vcpu * 3000 + page,
    })),
  );
  const platform = { pio: new PioBus(), mmio: new MmioBus() };
  const prices = { exitNs: 0, kernelExitNs: 0 };
  const exits = describeExits({ counted, stageNames: ['setup', 'firmware'], platform, kvm: [], prices });
  expect(exits).toHaveLength(MOST_EXIT_ROWS + 2);
  expect([exits[0]!.totalNs, exits[MOST_EXIT_ROWS - 1]!.totalNs]).toEqual([8999, 9000 - MOST_EXIT_ROWS]);
  const rest = exits.slice(MOST_EXIT_ROWS);
  expect(rest.map(({ stage, kind, address }) => [stage, kind, address]).toSorted()).toEqual([
    ['firmware', 'other', null],
    ['setup', 'other', null],
  ]);
  expect(exits.reduce((sum, { count }) => sum + count, 0)).toBe(18_000);
});
