import { expect, onTestFinished, test } from 'vitest';
import {
  endEarlyThread,
  startEarlyThread,
  takeEarlyThread,
  workerFileOf,
} from '../../src/engines/early-thread.js';

test('the early thread is there for whoever comes first, once', async () => {
  expect(takeEarlyThread()).toBeNull();
  // A package that is not there: the thread dies, which is nobody's failure until somebody wants it.
  startEarlyThread('/no/such/package');
  const thread = takeEarlyThread();
  await expect(thread!.ready).rejects.toThrow(/no\/such\/package/);
  expect(takeEarlyThread()).toBeNull();
});

test('there is none where its native code cannot work', () => {
  const own = Object.getOwnPropertyDescriptor(process, 'arch')!;
  onTestFinished(() => void Object.defineProperty(process, 'arch', own));
  Object.defineProperty(process, 'arch', { ...own, value: 'arm64' });
  startEarlyThread('/no/such/package');
  expect(takeEarlyThread()).toBeNull();
});

test('its file is in the package', () => {
  expect(workerFileOf('/opt/boottrace')).toBe('/opt/boottrace/dist/vcpu-worker.cjs');
});

test('one that nobody wanted is ended', async () => {
  startEarlyThread('/no/such/package');
  await endEarlyThread();
  expect(takeEarlyThread()).toBeNull();
  await endEarlyThread();
});
