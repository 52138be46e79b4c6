import { expect, test } from 'vitest';
import { withInterrupt } from '../../src/cli/interrupt.js';

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
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
  const before = [process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')];
  await withInterrupt(async () => undefined);
  await expect(withInterrupt(() => Promise.reject(new Error('x')))).rejects.toThrow('x');
  expect([process.listenerCount('SIGINT'), process.listenerCount('SIGTERM')]).toEqual(before);
});
