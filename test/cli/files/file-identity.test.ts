import { execFileSync } from 'node:child_process';
import { closeSync, linkSync, mkdirSync, openSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { fileIdentity } from '../../../src/cli/files/file-identity.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('every name of one file is that file', () => {
  const file = folder.write('a', 'text');
  linkSync(file, folder.file('hard'));
  symlinkSync('a', folder.file('soft'));
  mkdirSync(folder.file('sub'));
  const known = fileIdentity(file);
  expect(known).not.toBeNull();
  const names = ['hard', 'soft', './a', 'sub/../a'].map((name) => `${path.dirname(file)}/${name}`);
  expect(names.map(fileIdentity)).toEqual(names.map(() => known));
  expect(fileIdentity(path.relative('.', file))).toBe(known);
  expect(fileIdentity(folder.write('b', 'text'))).not.toBe(known);
});

test('an open descriptor is the file that is behind it', () => {
  const file = folder.write('a', '');
  const fd = openSync(file, 'a');
  expect(fileIdentity(fd)).toBe(fileIdentity(file));
  expect(fileIdentity(`/proc/self/fd/${fd}`)).toBe(fileIdentity(file));
  closeSync(fd);
  expect(fileIdentity(fd)).toBeNull();
});

test('a file that is not there yet is known by its real folder and its name', () => {
  mkdirSync(folder.file('real'));
  symlinkSync('real', folder.file('link'));
  const known = fileIdentity(folder.file('real/new'));
  expect(known).not.toBeNull();
  expect(fileIdentity(folder.file('link/new'))).toBe(known);
  expect(fileIdentity(folder.file('link/other'))).not.toBe(known);
  // Links to it, also over a folder that is itself a link: `..` is then the parent of the real one.
  symlinkSync('real/new', folder.file('soft'));
  symlinkSync('soft', folder.file('softer'));
  mkdirSync(folder.file('real/deep'));
  symlinkSync('real/deep', folder.file('deep'));
  symlinkSync('deep/../new', folder.file('softest'));
  for (const name of ['soft', 'softer', 'softest']) expect(fileIdentity(folder.file(name))).toBe(known);
});

test('what can be shared, and what cannot be looked at, is no file', () => {
  execFileSync('mkfifo', [folder.file('pipe')]);
  symlinkSync('loop', folder.file('loop'));
  const names = ['/dev/null', '/dev/tty', folder.file('pipe'), folder.file('.'), folder.file('loop')];
  const absent = [folder.file('no/such/folder'), '', folder.file(`${folder.write('a', '')}/b`)];
  for (const name of [...names, ...absent]) expect([name, fileIdentity(name)]).toEqual([name, null]);
});
