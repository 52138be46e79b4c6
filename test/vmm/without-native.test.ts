import { expect, test } from 'vitest';
import { readSourceFiles } from '../helpers/source-files.js';

const files = new Map(readSourceFiles().map((file) => [file.path, file]));

/** Every file that an import of `start` runs. */
function reached(start: string, seen = new Set<string>()): Set<string> {
  if (seen.has(start)) return seen;
  seen.add(start);
  for (const { target, typeOnly } of files.get(start)?.imports ?? [])
    if (target !== null && !typeOnly) reached(target, seen);
  return seen;
}

const users = (paths: Iterable<string>) =>
  [...paths].filter((path) => files.get(path)?.imports.some(({ specifier }) => specifier === 'koffi'));

test('the door for hosts without native code leads to none', () => {
  expect(users(reached('vmm/without-native.ts'))).toEqual([]);
  expect(users(reached('vmm/kvm/native-host.ts'))).toEqual([]);
});

test('the other door does', () => {
  expect(users(reached('vmm/index.ts'))).toContain('vmm/kvm/libc.ts');
});
