import { execFileSync } from 'node:child_process';
import { closeSync, readSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openPipe } from '../../../src/vmm/kvm/pipe.js';

test('another process opens its end by path and writes to it', () => {
  const { readFd, writeFd } = openPipe();
  onTestFinished(() => closeSync(readFd));
  execFileSync('sh', ['-c', 'printf hello > /proc/self/fd/3'], {
    stdio: ['ignore', 'ignore', 'inherit', writeFd],
  });
  closeSync(writeFd);
  const bytes = Buffer.alloc(16);
  expect(bytes.toString('utf8', 0, readSync(readFd, bytes))).toBe('hello');
  expect(readSync(readFd, bytes)).toBe(0);
});
