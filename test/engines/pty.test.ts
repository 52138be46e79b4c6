import { closeSync, constants, openSync, readSync, writeSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openPty } from '../../src/engines/pty.js';

test('what is written to a pseudo-terminal is read at its path', async () => {
  const pty = await openPty();
  onTestFinished(() => pty.close());
  const terminal = openSync(pty.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
  onTestFinished(() => closeSync(terminal));
  writeSync(pty.fd, 'line\n');
  const read = Buffer.alloc(16);
  expect(read.subarray(0, readSync(terminal, read)).toString()).toBe('line\n');
});
