import { expect, test } from 'vitest';
import { describeStop, ENDED_ON_PANIC, type StopFacts } from '../../src/capture/describe-stop.js';
import type { LastWords } from '../../src/trace/last-words.js';

const FACTS: StopFacts = {
  reason: 'reset',
  detail: null,
  timeNs: 5,
  timeoutNs: null,
  untilCode: null,
  lastCode: null,
  panic: null,
  lastText: null,
};
const PANIC: LastWords = {
  what: 'kernel panic',
  words: 'Kernel panic - not syncing: no init',
  reason: 'no init',
};

test.each<[Partial<StopFacts>, string | null]>([
  [{ reason: 'reset' }, null],
  [{ reason: 'until', untilCode: 0x60, panic: PANIC }, 'code 0x60 arrived'],
  [{ reason: 'shutdown' }, null],
  [{ reason: 'interrupted' }, null],
  [{ reason: 'halt' }, 'every vCPU halted with interrupts off'],
  [{ reason: 'until', untilCode: 0x5 }, 'code 0x05 arrived'],
  [{ reason: 'until', untilCode: null, untilMoments: ['linux:init'] }, 'moment linux:init arrived'],
  [
    { reason: 'until', untilCode: 0x41, untilMoments: ['linux:init'], lastMoment: 'linux:init' },
    'moment linux:init arrived, which stands for code 0x41',
  ],
  [
    {
      reason: 'until',
      untilCode: 0x41,
      untilMoments: ['linux:init'],
      lastMoment: 'linux:init',
      lastCode: { code: 0x41, timeNs: 1 },
    },
    'code 0x41 arrived',
  ],
  [
    { reason: 'halt', untilCode: null, untilMoments: ['linux:init'] },
    'every vCPU halted with interrupts off; moment linux:init did not arrive',
  ],
  [{ reason: 'timeout', timeoutNs: 60e9 }, 'the guest did not end within 60 s; no code was written'],
  [
    { reason: 'timeout', timeoutNs: 1.5e9, untilCode: 0x41, lastCode: { code: 0x40, timeNs: 12_345_678 } },
    'code 0x41 did not arrive within 1.5 s; last code 0x40 at 12.346 ms',
  ],
  [
    { reason: 'timeout', timeoutNs: 60e9, lastText: 'ASSERT \u001b[31mx' },
    'the guest did not end within 60 s; no code was written; its last text was "ASSERT \\x1b[31mx"',
  ],
  [
    { reason: 'timeout', timeoutNs: 60e9, lastText: 'x'.repeat(4096) },
    `the guest did not end within 60 s; no code was written; its last text was "${'x'.repeat(200)}..."`,
  ],
  [{ reason: 'reset', lastText: 'x' }, null],
  [{ reason: 'crash', detail: 'vCPU 1: triple fault; rip=0x1' }, 'vCPU 1: triple fault; rip=0x1'],
  [{ reason: 'crash' }, 'no detail'],
  [{ reason: 'shutdown', detail: 'exit code 33' }, 'exit code 33'],
])('%j', (facts, detail) => {
  const whole = { ...FACTS, ...facts };
  expect(describeStop(whole)).toEqual({ reason: whole.reason, detail, timeNs: 5 });
});

test.each([
  ['reset', null, 'reset'],
  ['halt', null, 'halt'],
  ['shutdown', 'exit code 33', 'shutdown'],
  ['timeout', null, 'the timeout after 60 s'],
  ['crash', 'vCPU 0: triple fault', 'vCPU 0: triple fault'],
  ['crash', null, 'a crash'],
] as const)('a kernel that panicked and then ended by %s (%s) has crashed', (reason, detail, end) => {
  expect(describeStop({ ...FACTS, reason, detail, timeoutNs: 60e9, panic: PANIC })).toEqual({
    reason: 'crash',
    detail: `kernel panic: no init; then ${end}`,
    timeNs: 5,
  });
});

test('a run that somebody ended did not crash, whatever its kernel had said', () => {
  for (const reason of ['interrupted', 'until'] as const)
    expect(describeStop({ ...FACTS, reason, panic: PANIC })).toEqual({ reason, detail: null, timeNs: 5 });
});

test.each([
  ['firmware assertion', 'ASSERT Main.c(9): FALSE'],
  ['hypervisor panic', 'Panic on CPU 0: dom0 kernel not specified'],
])('a %s is named as one', (what, reason) => {
  const facts = {
    ...FACTS,
    reason: 'crash',
    detail: ENDED_ON_PANIC,
    panic: { what, words: reason, reason },
  } as const;
  expect(describeStop(facts).detail).toBe(`${what}: ${reason}; then --on-panic stop ended the run`);
});

test('of a guest that gives up at length, the beginning is said', () => {
  const panic = { ...PANIC, reason: 'y'.repeat(4000) };
  expect(describeStop({ ...FACTS, panic }).detail).toBe(`kernel panic: ${'y'.repeat(1000)}...; then reset`);
});
