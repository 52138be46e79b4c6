import { expect, test } from 'vitest';
import { describeAccess, exitCosts } from '../../../src/reporters/words/exit-words.js';
import type { ExitCount } from '../../../src/trace/boot.js';
import { codeAt, timelineOf } from '../../stages/build-boot.js';

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

test('what the kernel of the host did alone is said with its reason', () => {
  expect(describeAccess({ ...READ, kind: 'kernel', address: null, device: 'EPT_VIOLATION' })).toBe(
    "the host's kernel alone: EPT_VIOLATION",
  );
});

test('they are a share of the whole boot, which may go on behind its last code', () => {
  const shutdown = {
    kind: 'lifecycle',
    phase: 'shutdown',
    timeNs: 9_000_000,
    line: null,
    vcpu: null,
  } as const;
  const events = [codeAt(0x40, 4000), shutdown];
  const whole = exitCosts(timelineOf([], { boot: { exits: [READ], events } }));
  expect(whole!.wholeNs).toBe(9_000_000);
  const none = exitCosts(timelineOf([], { boot: { exits: [READ] } }));
  expect(none!.wholeNs).toBe(0);
});

test('what takes just the least share is told', () => {
  expect(costs([{ ...READ, totalNs: 20_000 }])!.telling).toHaveLength(1);
  expect(costs([{ ...READ, totalNs: 19_999 }])).toBeNull();
});
