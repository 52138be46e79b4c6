import { expect, test } from 'vitest';
import { describeStop, type StopFacts } from '../../src/capture/describe-stop.js';

const FACTS: StopFacts = {
  reason: 'reset',
  detail: null,
  timeoutNs: null,
  untilCode: null,
  lastCode: null,
  panic: null,
};

test.each<[Partial<StopFacts>, string | null]>([
  [{ reason: 'reset' }, null],
  [{ reason: 'until', untilCode: 0x60, panic: 'no init' }, 'code 0x60 arrived'],
  [{ reason: 'shutdown' }, null],
  [{ reason: 'interrupted' }, null],
  [{ reason: 'halt' }, 'every vCPU halted with interrupts off'],
  [{ reason: 'until', untilCode: 0x5 }, 'code 0x05 arrived'],
  [{ reason: 'timeout', timeoutNs: 60e9 }, 'the guest did not end within 60 s; no code was written'],
  [
    { reason: 'timeout', timeoutNs: 1.5e9, untilCode: 0x41, lastCode: { code: 0x40, timeNs: 12_345_678 } },
    'code 0x41 did not arrive within 1.5 s; last code 0x40 at 12.346 ms',
  ],
  [{ reason: 'crash', detail: 'vCPU 1: triple fault; rip=0x1' }, 'vCPU 1: triple fault; rip=0x1'],
  [{ reason: 'crash' }, 'no detail'],
  [{ reason: 'shutdown', detail: 'exit code 33' }, 'exit code 33'],
])('%j', (facts, detail) => {
  const whole = { ...FACTS, ...facts };
  expect(describeStop(whole)).toEqual({ reason: whole.reason, detail });
});

test.each([
  ['reset', null, 'reset'],
  ['halt', null, 'halt'],
  ['shutdown', 'exit code 33', 'shutdown'],
  ['timeout', null, 'nothing until the timeout'],
  ['crash', 'vCPU 0: triple fault', 'vCPU 0: triple fault'],
  ['crash', null, 'a crash'],
] as const)('a kernel that panicked and then ended by %s (%s) has crashed', (reason, detail, end) => {
  expect(describeStop({ ...FACTS, reason, detail, panic: 'no init' })).toEqual({
    reason: 'crash',
    detail: `kernel panic: no init; then ${end}`,
  });
});

test('a run that somebody ended did not crash, whatever its kernel had said', () => {
  for (const reason of ['interrupted', 'until'] as const)
    expect(describeStop({ ...FACTS, reason, panic: 'no init' })).toEqual({ reason, detail: null });
});
