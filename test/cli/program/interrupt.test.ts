import { expect, test } from 'vitest';
import { withInterrupt } from '../../../src/cli/program/interrupt.js';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const)('%s aborts the work and makes the exit code %i', async (name, exitCode) => {
  const result = await withInterrupt(async (interrupt) => {
    expect(interrupt.exitCode()).toBeNull();
    const aborted = new Promise((resolve) => interrupt.signal.addEventListener('abort', resolve));
    process.kill(process.pid, name);
    await aborted;
    return interrupt.exitCode();
  });
  expect(result).toBe(exitCode);
});

test('leaves no handler behind, whether the work returns or throws', async () => {
  const listeners = () => ['SIGINT', 'SIGTERM', 'SIGHUP'].map((name) => process.listenerCount(name));
  const before = listeners();
  await withInterrupt(async () => undefined);
  await expect(withInterrupt(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect(listeners()).toEqual(before);
});

test('a terminal that goes away says so more than once, and what was captured is still kept', async () => {
  const exitCode = await withInterrupt(async (interrupt) => {
    for (let signals = 0; signals < 3; signals++) {
      const heard = new Promise((resolve) => process.once('SIGHUP', resolve));
      process.kill(process.pid, 'SIGHUP');
      await heard;
    }
    return interrupt.exitCode();
  });
  expect(exitCode).toBe(129);
});
