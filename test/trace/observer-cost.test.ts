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
