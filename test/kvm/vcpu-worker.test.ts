/** The worker entry as its thread meets it: it says that it is ready, and a thread without an assignment ends well. */
import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { bundleForTest } from '../helpers/worker-bundle.js';

test('says that it is ready before it is given anything, and waits', async () => {
  const worker = new Worker(bundleForTest('src/vmm/vcpus/vcpu-worker.ts'));
  const messages: unknown[] = [];
  worker.on('message', (message) => messages.push(message));
  await expect.poll(() => messages.length).toBe(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(messages).toHaveLength(1);
  expect(await worker.terminate()).toBe(1);
});
