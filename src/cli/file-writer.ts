/** Files that grow while a guest runs: opened before it starts, each piece on disk as soon as it is known. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { EnvironmentError, InputError } from '../trace/errors.js';
import { systemReason } from './system-reason.js';

export interface FileWriter {
  /** Throws EnvironmentError when the system takes no more, as on a full disk. */
  write(data: string | Uint8Array): void;
  close(): void;
}

/** Replaces the file. Throws InputError when it cannot be made. */
export function openFileWriter(file: string): FileWriter {
  const fd = openForWriting(file);
  return {
    write(data) {
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at);
      } catch (error) {
        throw new EnvironmentError('output-failed', `cannot write ${file}: ${systemReason(error)}`);
      }
    },
    close: () => closeSync(fd),
  };
}

function openForWriting(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw new InputError('output-unwritable', `cannot write ${file}: ${systemReason(error)}`);
  }
}
