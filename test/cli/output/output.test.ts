import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isUnread, openOutput } from '../../../src/cli/output/output.js';
import { EnvironmentError, InputError } from '../../../src/trace/errors.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'boottrace-output-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const WHOLE = { live: false };
const inFolder = (name: string): string => path.join(folder, name);

test('a file appears when it is whole, in order, and nothing is left beside it', async () => {
  const file = inFolder('report.json');
  const output = openOutput(file, WHOLE);
  const pieces = Array.from({ length: 5000 }, (_, index) => `line ${index} äöü\n`);
  expect(await output.write(pieces)).toBe(true);
  expect(readdirSync(folder)).not.toContain('report.json');
  output.close();
  expect(readFileSync(file, 'utf8')).toBe(pieces.join(''));
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('after a failure the file is as it was', async () => {
  const file = inFolder('report.json');
  writeFileSync(file, 'old');
  const output = openOutput(file, WHOLE);
  await output.write(['half']);
  output.discard();
  expect(readFileSync(file, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['report.json']);
});

test('an existing file keeps its mode, a link keeps pointing', async () => {
  const file = inFolder('report.json');
  writeFileSync(file, 'old');
  chmodSync(file, 0o640);
  symlinkSync('report.json', inFolder('link'));
  const output = openOutput(inFolder('link'), WHOLE);
  await output.write(['new']);
  output.close();
  expect(readFileSync(file, 'utf8')).toBe('new');
  expect(statSync(file).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder).sort()).toEqual(['link', 'report.json']);
});

test('live content is seen while it grows', async () => {
  const file = inFolder('events.csv');
  const output = openOutput(file, { live: true });
  await output.write(['first\n']);
  expect(readFileSync(file, 'utf8')).toBe('first\n');
  output.close();
});

test('a device is written to and stays a device', async () => {
  const output = openOutput('/dev/null', WHOLE);
  expect(await output.write(['gone'])).toBe(true);
  output.close();
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('a full disk is an error of the host, said in words', async () => {
  const output = openOutput('/dev/full', WHOLE);
  const writing = output.write(['x']);
  await expect(writing).rejects.toThrow(EnvironmentError);
  await expect(writing).rejects.toThrow('cannot write /dev/full: no space left on device');
  output.discard();
});

test('a folder that vanishes before the end is an error of the host, and to give up then does nothing more', async () => {
  mkdirSync(inFolder('gone'));
  const file = inFolder('gone/report.json');
  const output = openOutput(file, WHOLE);
  await output.write(['x']);
  rmSync(inFolder('gone'), { recursive: true });
  expect(() => output.close()).toThrow(EnvironmentError);
  expect(() => output.discard()).not.toThrow();
});

test.each([
  [true, 'EPIPE', false],
  [true, 'EPIPE', true],
  [true, 'EIO', true],
  [false, 'EIO', false],
  [false, 'ENOSPC', true],
])('nobody reads any more: %s for %s, terminal %s', (expected, code, isTTY) => {
  expect(isUnread(Object.assign(new Error(code), { code }), { isTTY })).toBe(expected);
});

test.each([
  ['missing/report.json', 'no such file or directory'],
  ['folder', 'illegal operation on a directory'],
  ['folder/', 'is not the name of a file'],
  ['file/report.json', 'not a directory'],
])('%s is refused before any work', (name, reason) => {
  mkdirSync(inFolder('folder'));
  writeFileSync(inFolder('file'), '');
  const file = `${folder}/${name}`;
  expect(() => openOutput(file, WHOLE)).toThrow(InputError);
  expect(() => openOutput(file, WHOLE)).toThrow(reason);
  expect(readdirSync(folder).sort()).toEqual(['file', 'folder']);
});
