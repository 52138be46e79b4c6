import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { EnvironmentError } from '../../../src/trace/errors.js';
import { endThread, nextMessage, startThread } from '../../../src/vmm/threads/start-worker.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

function start(source: string) {
  const file = folder.file('worker.cjs');
  writeFileSync(file, `const { parentPort } = require('node:worker_threads');\n${source}`);
  return startThread(file);
}

test('a thread is ready at its first message, also when nobody listened then', async () => {
  const { worker, ready } = start(
    `parentPort.postMessage('ready'); parentPort.once('message', (m) => parentPort.postMessage(m + 1));`,
  );
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(await ready).toBe('ready');
  const answer = nextMessage(worker);
  worker.postMessage(41);
  expect(await answer).toBe(42);
  await worker.terminate();
});

test.each([
  [`throw new Error('out of order')`, 'out of order'],
  ['process.exit(0)', 'ended without a message'],
])('one that dies before (%s) is never ready', async (source, message) => {
  await expect(start(source).ready).rejects.toThrow(message);
});

test('what the host refused a thread is known as that outside of it', async () => {
  const { ready } = start(
    `throw Object.assign(new Error('KVM refused it'), { exitCode: 3, code: 'kvm-failed', nextSteps: ['doctor'] });`,
  );
  const error = await ready.catch((reason) => reason);
  expect(error).toBeInstanceOf(EnvironmentError);
  expect(error).toMatchObject({ code: 'kvm-failed', message: 'KVM refused it', nextSteps: ['doctor'] });
});

test('one that is still loading is ended when it has loaded, and one that died is ended too', async () => {
  const loading = start(
    `const end = Date.now() + 300; while (Date.now() < end); parentPort.postMessage('ready');`,
  );
  await endThread(loading);
  expect(await loading.ready).toBe('ready');
  expect(loading.worker.threadId).toBe(-1);
  await endThread(start(`throw new Error('out of order')`));
});
