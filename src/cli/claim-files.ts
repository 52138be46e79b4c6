/** The files of a command line, before the first is opened: none is in the way of another. */
import { type FileUse, refuseSharedFiles } from './shared-files.js';

/**
 * Does `work`, which opens the files.
 * @throws InputError for a file that two flags cannot share; what `work` throws
 */
export async function withFiles<T>(uses: readonly FileUse[], work: () => Promise<T>): Promise<T> {
  await refuseSharedFiles(uses);
  return work();
}
