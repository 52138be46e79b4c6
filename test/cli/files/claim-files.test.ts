import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withFiles } from '../../../src/cli/files/claim-files.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

test('nothing is done with files that cannot be shared', async () => {
  const file = folder.write('a', 'text');
  let done = false;
  const work = async () => {
    done = true;
  };
  const uses = [
    { flag: 'LOG', file, access: 'reads' },
    { flag: '--output', file, access: 'writes' },
  ] as const;
  await expect(withFiles(uses, work)).rejects.toMatchObject({ code: 'shared-file' });
  expect(done).toBe(false);
});

test('pipes are held while the work is done, also when it fails', async () => {
  const file = folder.file('pipe');
  execFileSync('mkfifo', [file]);
  const reader = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
  const read = () => readSync(reader, Buffer.alloc(1));
  const work = async () => {
    expect(read).toThrow(/EAGAIN/);
    throw new Error('of the work');
  };
  await expect(withFiles([{ flag: '--output', file, access: 'writes' }], work)).rejects.toThrow(
    'of the work',
  );
  expect(read()).toBe(0);
  closeSync(reader);
});
