/** The files of a command line, before the first is opened: none is in the way of another, and every pipe has its reader. */
import { type WaitLimits, waitForReaders } from './pipe-readers.js';
import { type FileUse, refuseSharedFiles } from './shared-files.js';

/**
 * Does `work`, which opens the files.
 * @throws InputError for a file that two flags cannot share; what `waitForReaders` throws; what `work` throws
 */
export async function withFiles<T>(
  uses: readonly FileUse[],
  work: () => Promise<T>,
  limits: Omit<WaitLimits, 'say'> = {},
): Promise<T> {
  await refuseSharedFiles(uses);
  const readers = await waitForReaders(uses, {
    ...limits,
    say: (text) => process.stderr.write(`${text}\n`),
  });
  return work().finally(readers.release);
}
