import { expect, test } from 'vitest';
import { withFiles } from '../../src/cli/claim-files.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

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
