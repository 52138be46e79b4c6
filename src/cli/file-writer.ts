/** Files that grow while a guest runs: opened before it starts, each piece on disk as soon as it is known. */
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { EnvironmentError, InputError } from '../trace/errors.js';
import { hostLimit } from '../trace/host-limit.js';
import { systemReason } from './system-reason.js';
import { writeFailure } from './write-failure.js';

export interface FileWriter {
  /** False when the file took not all of it. It takes nothing more then, so that it can be read to where it ends. */
  write(data: string | Uint8Array): boolean;
  close(): void;
}

/** Hears, once for each file, what keeps it from being whole. */
export type OnFailure = (error: EnvironmentError) => void;

const raise: OnFailure = (error) => {
  throw error;
};

/**
 * Replaces the file. A failure to write, as on a full disk, and a file that somebody removed are told to `onFailure`, or
 * thrown. Throws InputError when the file cannot be made.
 */
export function openFileWriter(file: string, onFailure: OnFailure = raise): FileWriter {
  const fd = openForWriting(file);
  let isWhole = true;
  const fail = (error: EnvironmentError) => {
    if (!isWhole) return;
    isWhole = false;
    onFailure(error);
  };
  return {
    write(data) {
      if (!isWhole) return false;
      const bytes = typeof data === 'string' ? Buffer.from(data) : data;
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at);
      } catch (error) {
        fail(writeFailure(file, error));
      }
      return isWhole;
    },
    close() {
      const { nlink } = fstatSync(fd);
      try {
        closeSync(fd);
      } catch (error) {
        fail(writeFailure(file, error));
      }
      if (nlink === 0)
        fail(new EnvironmentError('output-failed', `${file} was removed while it was written`));
    },
  };
}

function openForWriting(file: string): number {
  try {
    return openSync(file, 'w');
  } catch (error) {
    throw (
      hostLimit(error) ??
      new InputError('output-unwritable', `cannot write ${file}: ${systemReason(error)}`, [
        'name a file in a folder that exists and that you may write to',
      ])
    );
  }
}
