import { expect, test } from 'vitest';
import { describeAccess, exitCosts } from '../../src/reporters/exit-words.js';
import type { ExitCount } from '../../src/trace/boot.js';
import { timelineOf } from '../stages/build-boot.js';

const READ: ExitCount = {
  stage: 'kernel',
  kind: 'pio',
  address: 0x64,
  direction: 'read',
  device: 'i8042',
  count: 10,
  totalNs: 1_000_000,
};

function costs(exits: readonly ExitCount[] | null) {
  return exitCosts(timelineOf([[0x40, 4000]], { boot: { exits } }));
}

test('accesses in words', () => {
  expect(describeAccess(READ)).toBe('reads of port 0x64, i8042');
  expect(describeAccess({ ...READ, kind: 'mmio', direction: 'write', device: null })).toBe(
    'writes of address 0x64',
  );
  expect(describeAccess({ ...READ, kind: 'kick' })).toBe("the monitor's own interruptions");
  expect(describeAccess({ ...READ, kind: 'other', address: null })).toBe('other reasons');
  expect(describeAccess({ ...READ, device: '\u001b[2J' })).not.toContain('\u001b');
});

test('only exits that weigh something tell anything, but all are counted', () => {
  expect(costs([READ, { ...READ, count: 3, totalNs: 100 }])).toEqual({
    telling: [READ],
    wholeNs: 4_000_000,
    count: 13,
    totalNs: 1_000_100,
  });
  expect(costs(null)).toBeNull();
  expect(costs([{ ...READ, totalNs: 100 }])).toBeNull();
});
