/** A log that is not there yet: people follow it first and start what writes it then. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '../../trace/errors.js';
import { pause } from '../program/pause.js';
import { systemCode, systemReason } from '../program/system-reason.js';
import { STANDARD_INPUT } from './open-input.js';

/** A line of a log that is made while nobody looks is read up to this much later. */
const POLL_MS = 20;

export interface AwaitedFile {
  /** False when `signal` came first. */
  readonly isThere: boolean;
  /** True when it was not there at once: all that it holds is new. */
  readonly wasAwaited: boolean;
}

/**
 * Waits until something has this name, or until aborted; `onWait` is called once when there is reason to.
 * @throws InputError for a name in a folder that does not exist, or that is none
 */
export async function awaitFile(
  path: string,
  onWait: (path: string) => void,
  signal?: AbortSignal,
): Promise<AwaitedFile> {
  if (path === STANDARD_INPUT || isTaken(path)) return { isThere: true, wasAwaited: false };
  requireFolder(path);
  onWait(path);
  while (!isTaken(path)) {
    if (signal?.aborted) return { isThere: false, wasAwaited: true };
    await pause(POLL_MS, signal);
  }
  return { isThere: true, wasAwaited: true };
}

/** Other errors than that nobody has the name are those of opening it. */
function isTaken(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch (error) {
    return systemCode(error) !== 'ENOENT';
  }
}

function requireFolder(path: string): void {
  const folder = dirname(path);
  try {
    if (statSync(folder).isDirectory()) return;
  } catch (error) {
    throw new InputError('no-folder', `cannot wait for ${path}: ${folder}: ${systemReason(error)}`, [
      `mkdir -p ${folder}`,
      `check the name: ls -d ${folder}`,
    ]);
  }
}
