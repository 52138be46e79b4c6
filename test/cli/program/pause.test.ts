import { expect, it } from 'vitest';
import { pause } from '../../../src/cli/program/pause.js';

it('takes its time, and ends early when aborted, before it and within it', async () => {
  const startedMs = performance.now();
  await pause(30, undefined);
  expect(performance.now() - startedMs).toBeGreaterThanOrEqual(29);
  await pause(60_000, AbortSignal.abort());
  await pause(60_000, AbortSignal.timeout(10));
});
