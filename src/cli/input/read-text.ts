/** Small text files that a user names: tables of codes, assertions. */
import { open } from 'node:fs/promises';
import { InputError } from '../../trace/errors.js';
import { systemReason } from '../program/system-reason.js';

/** Far above any hand-written table; keeps a mistaken `--codes huge.log` from filling memory. */
const LARGEST = 4 * 1024 * 1024;

async function readBounded(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const buffer = Buffer.alloc(LARGEST + 1);
    let length = 0;
    while (length < buffer.length) {
      const { bytesRead } = await handle.read(buffer, length, buffer.length - length, null);
      if (bytesRead === 0) return buffer.toString('utf8', 0, length);
      length += bytesRead;
    }
  } finally {
    await handle.close();
  }
  throw new InputError(
    'file-too-large',
    `${file} is larger than ${LARGEST} bytes, too large for a settings file`,
  );
}

/**
 * The text of a settings file.
 * @throws InputError when it cannot be read or is larger than 4 MiB.
 */
export async function readText(file: string): Promise<string> {
  try {
    return await readBounded(file);
  } catch (error) {
    if (error instanceof InputError) throw error;
    throw new InputError('unreadable', `cannot read ${file}: ${systemReason(error)}`);
  }
}
