import { expect, test } from 'vitest';
import type { ExitCount } from '../../src/trace/boot.js';
import { observerCost } from '../../src/trace/observer-cost.js';
import { timelineOf } from '../stages/build-boot.js';

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
    exit('com1', 5, 40_000, { direction: 'read' }),
    exit('com1', 5, 10_000),
    exit('post-port', 2, 2000),
    exit('i8042', 100, 500_000),
    exit(null, 1, 1000),
    exit('virtio', 9, 90_000, { kind: 'mmio' }),
    exit(null, 3, 3000, { kind: 'kick', address: null, direction: null }),
  ];
  expect(costOf(exits)).toEqual({
    wholeNs: 1_000_000,
    ports: { count: 143, totalNs: 853_000 },
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
  const same = [exit('com1', 5, 1000), exit('debug-console', 5, 1000)];
  expect(costOf(same)).toMatchObject({ dearest: 'debug-console' });
  expect(costOf([exit('com1', 0, 0)])).toMatchObject({ dearest: null });
});

test('shares are of all the time that was watched, also behind the last code and without any event', () => {
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
