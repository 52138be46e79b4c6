import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { openConsoles } from '../../../src/cli/output/guest-consoles.js';
import type { ConsoleTargets } from '../../../src/cli/output/guest-text.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('each channel goes where it was sent, and those sent nowhere vanish', async () => {
  const file = folder.file('serial.txt');
  const terminal = new PassThrough();
  const targets: ConsoleTargets = new Map([
    ['serial', { mode: 'file', path: file }],
    ['debug-console', { mode: 'tty' }],
    ['firmware-debug', { mode: 'null' }],
  ] as const);
  const consoles = await openConsoles({
    targets: [targets],
    terminal,
    lineEnd: '\n',
    announce: () => undefined,
  });
  for (const byte of Buffer.from('one\n')) consoles.push(targets, 'serial', byte);
  for (const byte of Buffer.from('two\n')) consoles.push(targets, 'debug-console', byte);
  for (const byte of Buffer.from('three\n')) consoles.push(targets, 'firmware-debug', byte);
  consoles.flush();
  await consoles.close();
  expect(readFileSync(file, 'utf8')).toBe('one\n');
  expect(String(terminal.read())).toBe('two\n');
  expect(consoles.takeLost()).toEqual([]);
});

test('two guests with the same target share it, and neither loses what the other wrote', async () => {
  const [shared, own] = [folder.file('shared.txt'), folder.file('own.txt')];
  const one: ConsoleTargets = new Map([['serial', { mode: 'file', path: shared }]] as const);
  const other: ConsoleTargets = new Map([
    ['serial', { mode: 'file', path: shared }],
    ['debug-console', { mode: 'file', path: own }],
  ] as const);
  const consoles = await openConsoles({
    targets: [one, other],
    terminal: new PassThrough(),
    lineEnd: '\n',
    announce: () => undefined,
  });
  consoles.push(one, 'serial', 0x61);
  consoles.push(one, 'debug-console', 0x62);
  consoles.flush();
  consoles.push(other, 'serial', 0x63);
  consoles.push(other, 'debug-console', 0x64);
  await consoles.close();
  expect(readFileSync(shared, 'utf8')).toBe('ac');
  expect(readFileSync(own, 'utf8')).toBe('d');
});
