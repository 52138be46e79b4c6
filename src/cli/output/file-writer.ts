/** Files that grow while a guest runs: opened before it starts, each piece on disk as soon as it is known. */
import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';
import { EnvironmentError, InputError } from '../../trace/errors.js';
import { hostLimit } from '../../trace/host-limit.js';
import { isPipe } from '../files/pipe-readers.js';
import { writeFailure } from '../files/write-failure.js';
import { systemReason } from '../program/system-reason.js';
import { type PipePatience, PipeWriter } from './pipe-writer.js';

export interface FileWriter {
  /** False when the file took not all of it. It takes nothing more then, so that it can be read to where it ends. */
  write(data: string | Uint8Array): boolean;
  /** Of a named pipe: waits until its reader has taken everything. */
  close(): Promise<void>;
}

export interface WriterOptions {
  /** Called once per file with the error that makes it incomplete. Without it, the error is thrown. */
  readonly onFailure?: (error: EnvironmentError) => void;
  /** With a named pipe whose reader takes nothing. */
  readonly patience?: PipePatience;
}

const raise = (error: EnvironmentError): void => {
  throw error;
};

const DEFAULT_PATIENCE: PipePatience = { stallMs: 60_000 };

/**
 * Replaces the file, or writes to the named pipe. Reports write failures, such as a full disk or a removed file, to
 * `onFailure`. Throws InputError when the file cannot be created.
 */
export function openFileWriter(
  file: string,
  { onFailure = raise, patience = DEFAULT_PATIENCE }: WriterOptions = {},
): FileWriter {
  let isWhole = true;
  const fail = (error: unknown) => {
    if (!isWhole) return;
    isWhole = false;
    onFailure(error instanceof EnvironmentError ? error : writeFailure(file, error));
  };
  const target = isPipe(file) ? pipeTarget(file, fail, patience) : fileTarget(file, fail);
  return {
    write(data) {
      if (!isWhole) return false;
      target.write(typeof data === 'string' ? Buffer.from(data) : data);
      return isWhole;
    },
    close: target.close,
  };
}

interface WriteTarget {
  write(bytes: Uint8Array): void;
  close(): Promise<void>;
}

type Fail = (error: unknown) => void;

function pipeTarget(file: string, fail: Fail, patience: PipePatience): WriteTarget {
  const pipe = opened(file, () => new PipeWriter(file, fail));
  return { write: (bytes) => pipe.write(bytes), close: () => pipe.close(patience) };
}

function fileTarget(file: string, fail: Fail): WriteTarget {
  const fd = opened(file, () => openSync(file, 'w'));
  return {
    write(bytes) {
      try {
        for (let at = 0; at < bytes.length; ) at += writeSync(fd, bytes, at, bytes.length - at);
      } catch (error) {
        fail(error);
      }
    },
    async close() {
      const { nlink } = fstatSync(fd);
      try {
        closeSync(fd);
      } catch (error) {
        fail(error);
      }
      if (nlink === 0)
        fail(new EnvironmentError('output-failed', `${file} was removed while it was written`));
    },
  };
}

function opened<T>(file: string, open: () => T): T {
  try {
    return open();
  } catch (error) {
    throw (
      hostLimit(error) ??
      new InputError('output-unwritable', `cannot write ${file}: ${systemReason(error)}`, [
        'choose a file in an existing folder that you may write to',
      ])
    );
  }
}
