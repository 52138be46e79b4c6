import { expect, onTestFinished, test } from 'vitest';
import { loadRunner } from '../../src/engines/load-runner.js';

test('the runner is loaded on Linux on x86-64', async () => {
  expect(Object.keys(await loadRunner())).toContain('runGuest');
});

test('and is not even tried on another processor', async () => {
  const own = Object.getOwnPropertyDescriptor(process, 'arch')!;
  onTestFinished(() => void Object.defineProperty(process, 'arch', own));
  Object.defineProperty(process, 'arch', { ...own, value: 'arm64' });
  await expect(loadRunner()).rejects.toMatchObject({ code: 'wrong-platform', exitCode: 3 });
});
