import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openConsoles } from '../../src/cli/guest-consoles.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('each channel goes where it was sent, and those sent nowhere vanish', async () => {
  const file = folder.file('serial.txt');
  const terminal = new PassThrough();
  const consoles = await openConsoles({
    targets: new Map([
      ['serial', { mode: 'file', path: file }],
      ['debug-console', { mode: 'tty' }],
      ['firmware-debug', { mode: 'null' }],
    ]),
    terminal,
    lineEnd: '\n',
    announce: () => undefined,
  });
  for (const byte of Buffer.from('one\n')) consoles.push('serial', byte);
  for (const byte of Buffer.from('two\n')) consoles.push('debug-console', byte);
  for (const byte of Buffer.from('three\n')) consoles.push('firmware-debug', byte);
  consoles.flush();
  consoles.close();
  expect(readFileSync(file, 'utf8')).toBe('one\n');
  expect(String(terminal.read())).toBe('two\n');
  expect(consoles.lost()).toEqual([]);
});
