import { mkdirSync, symlinkSync } from 'node:fs';
import { expect, test } from 'vitest';
import { holdsRing } from '../../src/vmm/confinement.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();

test.each([
  ['a ring', ['/dev/null', 'anon_inode:[io_uring]'], true],
  ['no ring', ['/dev/null', 'anon_inode:[eventpoll]', 'pipe:[7]'], false],
])('finds %s among descriptors', (_name, targets, expected) => {
  const descriptors = folder.file('fd');
  mkdirSync(descriptors);
  for (const [fd, target] of targets.entries()) symlinkSync(target, `${descriptors}/${fd}`);
  expect(holdsRing(descriptors)).toBe(expected);
});

test('assumes a ring where descriptors cannot be read', () => {
  expect(holdsRing(folder.file('is-not-there'))).toBe(true);
});
