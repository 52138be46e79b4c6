/** Named pipes as outputs: a pipe cannot be written before it has a reader, so we wait for readers without blocking. */
import { closeSync, constants, openSync, statSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { writeSeconds } from '../../trace/duration.js';
import { GuestError } from '../../trace/errors.js';
import type { Nanoseconds } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import { systemCode } from '../program/system-reason.js';
import type { FileUse } from './shared-files.js';

export interface WaitLimits {
  /** Ends the waiting: its reason is thrown. Absent where a signal ends the program itself. */
  readonly signal?: AbortSignal;
  /** Longest wait for all pipes together: `--timeout`. Absent: for ever. */
  readonly timeoutNs?: Nanoseconds;
  /** Says what is waited for. */
  readonly say: (text: string) => void;
}

export interface PipeReaders {
  /** To be called once the pipes are open: a reader sees the end only when no one has them open for writing. */
  release(): void;
}

const LOOK_INTERVAL_MS = 20;

/**
 * Waits until every named pipe among the outputs has a reader. Holds the pipes open so that readers stay.
 * @throws GuestError if a reader is missing at the deadline, and the reason of `signal`
 */
export async function waitForReaders(uses: readonly FileUse[], limits: WaitLimits): Promise<PipeReaders> {
  const held: number[] = [];
  const release = () => {
    for (const fd of held.splice(0)) closeSync(fd);
  };
  const startedMs = performance.now();
  try {
    for (const { flag, file } of uses.filter(isWrittenPipe)) {
      const fd = await openWhenRead({ flag, path: String(file) }, startedMs, limits);
      if (fd !== null) held.push(fd);
    }
    return { release };
  } catch (error) {
    release();
    throw error;
  }
}

function isWrittenPipe({ file, access, kind }: FileUse): boolean {
  return access === 'writes' && kind !== 'disk' && typeof file === 'string' && isPipe(file);
}

export function isPipe(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isFIFO() ?? false;
  } catch {
    return false;
  }
}

/** Opens a named pipe for writing; throws ENXIO while it has no reader. Writing to it never blocks. */
export function openPipe(path: string): number {
  return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
}

interface NamedPipe {
  readonly flag: string;
  readonly path: string;
}

/** Null if it cannot be opened at all; the code that opens it later reports the error. */
async function openWhenRead(pipe: NamedPipe, startedMs: number, limits: WaitLimits): Promise<number | null> {
  const { signal, timeoutNs = Number.POSITIVE_INFINITY, say } = limits;
  for (let looks = 0; ; looks += 1) {
    signal?.throwIfAborted();
    try {
      return openPipe(pipe.path);
    } catch (error) {
      if (systemCode(error) !== 'ENXIO') return null;
    }
    if ((performance.now() - startedMs) * 1e6 >= timeoutNs) throw unread(pipe, timeoutNs);
    if (looks === 0) say(waiting(pipe, timeoutNs));
    await setTimeout(LOOK_INTERVAL_MS);
  }
}

function waiting({ flag, path }: NamedPipe, timeoutNs: Nanoseconds): string {
  const end = Number.isFinite(timeoutNs)
    ? `--timeout, ${writeSeconds(timeoutNs)}, or Ctrl-C ends`
    : 'Ctrl-C ends';
  return printable(`${flag}: waiting for a reader of the named pipe ${path}; ${end} the wait`);
}

function unread({ flag, path }: NamedPipe, timeoutNs: Nanoseconds): GuestError {
  return new GuestError(
    'guest-timeout',
    `${flag}: no program read the named pipe ${path} within ${writeSeconds(timeoutNs)} (--timeout); no guest was started`,
    [`start a reader before boottrace: cat ${path} &`, 'wait longer: --timeout 120s'],
  );
}
