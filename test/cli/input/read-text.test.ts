import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readText } from '../../../src/cli/input/read-text.js';
import { InputError } from '../../../src/trace/errors.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'boottrace-text-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('reads a file whole', async () => {
  const file = path.join(folder, 'codes.yaml');
  writeFileSync(file, 'ranges: []  # ä\n');
  expect(await readText(file)).toBe('ranges: []  # ä\n');
});

test.each([
  ['missing.yaml', 'no such file or directory'],
  ['.', 'illegal operation on a directory'],
])('%s is the user’s to mend: %s', async (name, reason) => {
  const reading = readText(path.join(folder, name));
  await expect(reading).rejects.toThrow(InputError);
  await expect(reading).rejects.toThrow(reason);
});

test('refuses what is far too large, also when it never ends', async () => {
  const file = path.join(folder, 'huge.yaml');
  writeFileSync(file, '');
  truncateSync(file, 5 * 1024 * 1024);
  await expect(readText(file)).rejects.toThrow('larger than');
  await expect(readText('/dev/zero')).rejects.toThrow('larger than');
});
