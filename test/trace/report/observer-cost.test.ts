import { expect, test } from 'vitest';
import type { ExitCount } from '../../../src/trace/boot.js';
import { observerCost } from '../../../src/trace/report/observer-cost.js';
import { timelineOf } from '../../stages/build-boot.js';

function exit(
  device: string | null,
  count: number,
  totalNs: number,
  change: Partial<ExitCount> = {},
): ExitCount {
  const address = 0x80;
  return { stage: 'kernel', kind: 'pio', address, direction: 'write', device, count, totalNs, ...change };
}

const costOf = (exits: readonly ExitCount[] | null) =>
  observerCost(timelineOf([[0x40, 1000]], { boot: { exits } }));

test('port accesses are summed, and those that are debug output once more', () => {
  const exits = [
    exit('firmware-debug', 30, 300_000),
    exit('com1', 5, 10_000, { address: 0x3f8 }),
    exit('com1', 500, 4_000_000, { address: 0x3fd, direction: 'read' }),
    exit('com1', 7, 70_000, { address: 0x3f9 }),
    exit('debug-console', 4, 4000, { address: 0xe9, direction: 'read' }),
    exit('post-port', 2, 2000),
    exit('i8042', 100, 500_000),
    exit(null, 1, 1000),
    exit('virtio', 9, 90_000, { kind: 'mmio' }),
    exit(null, 3, 3000, { kind: 'kick', address: null, direction: null }),
  ];
  expect(costOf(exits)).toEqual({
    wholeNs: 1_000_000,
    ports: { count: 649, totalNs: 4_887_000 },
    // Of the serial port the bytes, and of its polls as many.
    debug: { count: 42, totalNs: 352_000 },
    dearest: 'firmware-debug',
  });
});

test('nothing is known where exits were not counted, and nothing is dear where there are none', () => {
  expect(costOf(null)).toBeNull();
  const none = { count: 0, totalNs: 0 };
  expect(costOf([])).toEqual({ wholeNs: 1_000_000, ports: none, debug: none, dearest: null });
});

test('of devices that cost the same the first in their table is named, of ones that cost nothing none', () => {
  const same = [exit('com1', 5, 1000, { address: 0x3f8 }), exit('debug-console', 5, 1000)];
  expect(costOf(same)).toMatchObject({ dearest: 'debug-console' });
  expect(costOf([exit('com1', 0, 0)])).toMatchObject({ dearest: null });
});

test('shares are of all the time that was watched, also after the last code and without any event', () => {
  const text = { kind: 'text', line: null, vcpu: null, channel: 'serial', text: 'login:' } as const;
  const boot = {
    exits: [],
    events: [
      { ...text, timeNs: 10 },
      { ...text, timeNs: 3_000_000 },
    ],
  };
  expect(observerCost(timelineOf([[0x40, 1000]], { boot }))).toMatchObject({ wholeNs: 3_000_000 });
  expect(observerCost(timelineOf([], { boot: { exits: [] } }))).toMatchObject({ wholeNs: 0 });
});

test('shares are of the time until the stop, however early the last event was', () => {
  const stop = { reason: 'timeout', detail: null, timeNs: 60_000_000_000 } as const;
  expect(observerCost(timelineOf([[0x40, 1000]], { boot: { exits: [], stop } }))).toMatchObject({
    wholeNs: 60_000_000_000,
  });
});

test('polls of a prompt that waits for a key are no output, nor are those of a stage that wrote nothing', () => {
  const poll = { address: 0x3fd, direction: 'read' } as const;
  const exits = [
    exit('com1', 953, 9_530_000, { address: 0x3f8 }),
    exit('com1', 1000, 10_000_000, poll),
    exit('com1', 309_007, 3_090_070_000, { ...poll, stage: 'userspace' }),
  ];
  expect(costOf(exits)?.debug).toEqual({ count: 1906, totalNs: 19_060_000 });
});
