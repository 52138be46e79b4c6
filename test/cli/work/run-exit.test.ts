import { expect, test } from 'vitest';
import { exitCodeOfRun } from '../../../src/cli/work/run-exit.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { Stop } from '../../../src/trace/boot.js';
import type { Verdict } from '../../../src/trace/report/report.js';
import { bootOf } from '../../stages/build-boot.js';

const COMMAND = {
  files: { engine: 'bundled' },
  keepNoise: false,
  failOn: 'regression',
  words: [],
  context: { table: BUILT_IN_TABLE },
} as never;

interface Ended {
  readonly stop?: Stop;
  readonly failure?: { readonly error: unknown } | null;
  readonly verdict?: Verdict;
}

function exitCode(
  { stop = { reason: 'reset', detail: null }, failure = null, verdict }: Ended,
  signalCode: number | null = null,
) {
  const order = { name: 'boot 1', index: 0, plan: { request: { disks: [] }, timeoutNs: 5e9 } };
  const run = { order, stop, reading: { boots: [bootOf([], { stop })], diagnostics: [] } };
  const report = verdict === undefined ? {} : { comparison: { verdict } };
  return exitCodeOfRun(
    COMMAND,
    { result: { runs: [run], failure, isFull: false }, report } as never,
    signalCode,
  );
}

test('a guest that ends its boot itself is fine', async () => {
  expect(await exitCode({})).toBe(0);
});

test('a signal decides, before a guest that failed', async () => {
  expect(await exitCode({ stop: { reason: 'crash', detail: null } }, 143)).toBe(143);
  expect(await exitCode({ stop: { reason: 'interrupted', detail: null } })).toBe(130);
});

test('a regression is 1 and comes before boots that failed', async () => {
  expect(await exitCode({ verdict: 'regression', stop: { reason: 'crash', detail: null } })).toBe(1);
  expect(await exitCode({ verdict: 'unchanged' })).toBe(0);
});

test('a guest that failed is named with what to do', async () => {
  await expect(exitCode({ stop: { reason: 'crash', detail: 'triple fault' } })).rejects.toMatchObject({
    code: 'guest-crashed',
    exitCode: 4,
    message: '1 of 1 boots failed; boot 1: the guest crashed: triple fault',
  });
  await expect(exitCode({ stop: { reason: 'timeout', detail: 'no code in 5 s' } })).rejects.toMatchObject({
    code: 'guest-timeout',
    nextSteps: [expect.stringContaining('--timeout 10s')],
  });
});

test('what ended the session is thrown', async () => {
  await expect(exitCode({ failure: { error: new Error('disk full') } })).rejects.toThrow('disk full');
});
