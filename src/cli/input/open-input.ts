/** The one place where an input is opened: a file, a named pipe, a device or standard input, and why one cannot be. */
import {
  closeSync,
  constants,
  createReadStream,
  fstatSync,
  open,
  openSync,
  type Stats,
  statSync,
} from 'node:fs';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { type BoottraceError, InputError } from '../../trace/errors.js';
import { hostLimit } from '../../trace/host-limit.js';
import { systemCode, systemReason } from '../program/system-reason.js';

/** Name of standard input. */
export const STANDARD_INPUT = '-';

/** Of Linux: /dev/null and its like. */
const MEMORY_MAJOR = 1;

export interface OpenFile {
  readonly kind: 'file';
  readonly fd: number;
  close(): void;
}

/** What has no size and no place: a pipe, a device. */
export interface OpenStream {
  readonly kind: 'stream';
  readonly stream: Readable;
  /** The error for a stream that breaks off. */
  readonly failure: (error: Error) => BoottraceError;
  /** How late its bytes may be here: a sentence. Absent where nothing special is known. */
  readonly resolution?: string;
  /** True of a line whose end means that its device is gone: that is said, and what came before is kept. */
  readonly endsByLoss?: boolean;
}

export type OpenInput = OpenFile | OpenStream;

/**
 * Opens an input by the name that a user gives it. `baud` is the speed of a serial line.
 * @throws InputError for one that cannot be opened, EnvironmentError for a serial line that cannot be had
 */
export async function openInput(path: string, baud?: string): Promise<OpenInput> {
  if (path === STANDARD_INPUT) return openStandardInput();
  const stats = statOf(path);
  if (stats.isDirectory()) {
    throw new InputError('is-a-folder', `cannot read ${path}: it is a folder`, [
      `Name the logs in the folder: ${path}/*`,
      `boottrace parse --follow ${path}/NAME follows one of them`,
    ]);
  }
  if (stats.isFile()) return fileOf(path);
  if (isCharacterDevice(path)) {
    // Loaded when needed: what it needs costs a short log milliseconds.
    const { openSerialLine } = await import('./serial-line.js');
    const line = openSerialLine(path, baud);
    if (line !== null)
      return { kind: 'stream', ...line, endsByLoss: true, failure: (error) => unreadable(path, error) };
  }
  const stream = stats.isFIFO() ? await openPipe(path) : createReadStream(path);
  return { kind: 'stream', stream, failure: (error) => unreadable(path, error) };
}

/** True of a name that stands for a device which sends characters, as a serial port does. */
export function isCharacterDevice(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats?.isCharacterDevice() === true && majorOf(stats) !== MEMORY_MAJOR;
}

/** Linux's MAJOR(). */
function majorOf({ rdev }: Stats): number {
  return (rdev >> 8) & 0xfff;
}

/** A redirected file is read faster as a file; a pipe must not be waited for synchronously. */
function openStandardInput(): OpenInput {
  if (fstatSync(0).isFile()) return { kind: 'file', fd: 0, close: () => undefined };
  const failure = (error: Error) => unreadable(STANDARD_INPUT, error);
  return { kind: 'stream', stream: process.stdin, failure };
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (error) {
    throw unreadable(path, error);
  }
}

function fileOf(path: string): OpenFile {
  try {
    const fd = openSync(path, 'r');
    return { kind: 'file', fd, close: () => closeSync(fd) };
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** A named pipe as a socket, which owns it: a file stream could not be ended while it waits for bytes. */
async function openPipe(path: string): Promise<Readable> {
  const { Socket } = await import('node:net');
  return new Socket({ fd: await promisify(open)(path, 'r'), readable: true, writable: false });
}

/**
 * Opens the plain file that has the name now; null when something else has it. It does not wait for a writer, in case a pipe
 * has taken the name since it was looked at. Throws what the system throws.
 */
export function reopenFile(path: string): number | null {
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  return null;
}

/** The error for an input that cannot be opened: InputError, or EnvironmentError when the host has run out of files. */
export function unreadable(path: string, error: unknown): BoottraceError {
  const limit = hostLimit(error);
  if (limit !== null) return limit;
  const nextSteps: Readonly<Record<string, string>> = {
    ENOENT: 'Check the name; - reads standard input',
    EACCES: `Check who may read it: ls -l ${path}`,
  };
  const nextStep = nextSteps[systemCode(error) ?? ''];
  return new InputError(
    'unreadable',
    `cannot read ${path}: ${systemReason(error)}`,
    nextStep === undefined ? [] : [nextStep],
  );
}
