/**
 * Where a report goes: standard output or `--output FILE`. Opened before any work, so that a mistake costs no run;
 * a file appears under its name only when it is whole. A closed pipe ends the writing quietly.
 */
import {
  closeSync,
  fchmodSync,
  fstatSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Writable } from 'node:stream';
import { type BoottraceError, InputError } from '../../trace/errors.js';
import { hostLimit } from '../../trace/host-limit.js';
import { isPipe } from '../files/pipe-readers.js';
import { writeFailure } from '../files/write-failure.js';
import { systemCode, systemReason } from '../program/system-reason.js';
import { openPipeSocket } from './pipe-writer.js';

export interface Output {
  /** True when a person sees it as it comes. */
  readonly isTTY: boolean;
  /** Width of the terminal; undefined without a terminal. */
  readonly columns: number | undefined;
  /** Writes the pieces in order and waits for a slow reader. False when no one reads any more. */
  write(pieces: Iterable<string>): Promise<boolean>;
  /** Gives a file its name. Throws EnvironmentError when that fails. */
  close(): void;
  /** After a failure: leaves no half-written file behind. Does nothing after `close`. */
  discard(): void;
}

export interface OutputOptions {
  /** The content is to be seen while it grows: write to the file itself, not beside it. */
  readonly live: boolean;
}

/** Pieces are gathered to about this many characters, so that a write is not paid for every line. */
const CHUNK_LENGTH = 1 << 16;

function* gather(pieces: Iterable<string>): Generator<string> {
  let chunk = '';
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK_LENGTH) continue;
    yield chunk;
    chunk = '';
  }
  if (chunk !== '') yield chunk;
}

function writeAllSync(fd: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let written = 0; written < bytes.length; ) written += writeSync(fd, bytes, written);
}

function writeToFd(fd: number, where: string, pieces: Iterable<string>): boolean {
  for (const chunk of gather(pieces)) {
    try {
      writeAllSync(fd, chunk);
    } catch (error) {
      if (systemCode(error) === 'EPIPE') return false;
      throw writeFailure(where, error);
    }
  }
  return true;
}

/** True when output has no reader any more: the pipe or the terminal is closed. */
export function isUnread(error: unknown, { isTTY }: Pick<NodeJS.WriteStream, 'isTTY'>): boolean {
  const code = systemCode(error);
  return code === 'EPIPE' || (isTTY === true && code === 'EIO');
}

/** A stream, with its name for messages. */
interface NamedStream {
  readonly stream: Writable & { readonly isTTY?: boolean };
  readonly name: string;
}

function writeChunk({ stream, name }: NamedStream, chunk: string): Promise<boolean> {
  if (stream.destroyed) return Promise.resolve(false);
  return new Promise((resolve, reject) => {
    stream.write(chunk, (error) => {
      if (!error) resolve(true);
      else if (isUnread(error, { isTTY: stream.isTTY === true })) resolve(false);
      else reject(writeFailure(name, error));
    });
  });
}

async function writeToStream(to: NamedStream, pieces: Iterable<string>): Promise<boolean> {
  for (const chunk of gather(pieces)) {
    if (!(await writeChunk(to, chunk))) return false;
  }
  return true;
}

/** Node's stream for a standard output that is a file takes a short write for a whole one; a full disk shows it. */
function isRegularFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}

function standardOutput(): Output {
  const stream = process.stdout;
  const name = 'standard output';
  const toFile = isRegularFile(1);
  return {
    isTTY: stream.isTTY === true,
    // Asked when it is needed: a terminal may have been resized since.
    get columns() {
      return stream.columns;
    },
    write: async (pieces) => (toFile ? writeToFd(1, name, pieces) : writeToStream({ stream, name }, pieces)),
    close: () => undefined,
    discard: () => undefined,
  };
}

function openFailure(file: string, error: unknown): BoottraceError {
  const limit = hostLimit(error);
  if (limit !== null) return limit;
  return new InputError('output-unwritable', `cannot write ${file}: ${systemReason(error)}`, [
    'give --output a file in a folder that exists and that you may write to',
  ]);
}

/** What `file` is now, links followed; null when there is nothing yet. */
function existing(file: string): { readonly path: string; readonly stats: Stats } | null {
  try {
    const real = realpathSync(file);
    return { path: real, stats: statSync(real) };
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function fdOutput(file: string, fd: number, atEnd: { close(): void; discard(): void }): Output {
  let isOpen = true;
  return {
    isTTY: false,
    columns: undefined,
    write: async (pieces) => writeToFd(fd, file, pieces),
    close: () => {
      isOpen = false;
      try {
        closeSync(fd);
        atEnd.close();
      } catch (error) {
        atEnd.discard();
        throw writeFailure(file, error);
      }
    },
    discard: () => {
      if (!isOpen) return;
      isOpen = false;
      closeSync(fd);
      atEnd.discard();
    },
  };
}

/** Writes beside the file and renames at the end; null when the folder does not let us. */
function replacingOutput(file: string, mode: number | null): Output | null {
  const draft = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}.partial`);
  let fd: number;
  try {
    fd = openSync(draft, 'wx', 0o666);
  } catch (error) {
    if (mode === null) throw error;
    return null;
  }
  if (mode !== null) fchmodSync(fd, mode & 0o7777);
  return fdOutput(file, fd, {
    close: () => renameSync(draft, file),
    discard: () => rmSync(draft, { force: true }),
  });
}

function directOutput(file: string): Output {
  return fdOutput(file, openSync(file, 'w'), { close: () => undefined, discard: () => undefined });
}

/** A slow reader is waited for between the pieces, as at standard output. */
function pipeOutput(file: string): Output {
  const stream = openPipeSocket(file);
  // Every write hears of its own failure.
  stream.on('error', () => undefined);
  const close = () => void stream.destroy();
  return {
    isTTY: false,
    columns: undefined,
    write: (pieces) => writeToStream({ stream, name: file }, pieces),
    close,
    discard: close,
  };
}

function fileOutput(file: string, { live }: OutputOptions): Output {
  if (file === '' || file.endsWith(path.sep)) {
    throw new InputError(
      'output-unwritable',
      `cannot write ${JSON.stringify(file)}: it is not the name of a file`,
    );
  }
  try {
    if (isPipe(file)) return pipeOutput(file);
    const target = existing(file);
    // A device is written to; to rename over it would destroy it.
    if (live || (target !== null && !target.stats.isFile())) return directOutput(file);
    return replacingOutput(target?.path ?? file, target?.stats.mode ?? null) ?? directOutput(file);
  } catch (error) {
    throw openFailure(file, error);
  }
}

/**
 * Opens `target`, a path or `-` for standard output.
 * @throws InputError when the file cannot be written; writing throws EnvironmentError, as on a full disk.
 */
export function openOutput(target: string, options: OutputOptions): Output {
  return target === '-' ? standardOutput() : fileOutput(target, options);
}
