/** A pipe (pipe(2)) whose ends another process may open by path: what a Node stream hands to a child is a socket, which cannot be. */
import { EnvironmentError } from '../../trace/errors.js';
import { openGlibc } from './libc.js';

const O_CLOEXEC = 0o2000000;

export interface Pipe {
  readonly readFd: number;
  readonly writeFd: number;
}

/** Whoever calls closes both ends. Throws EnvironmentError when the host has no descriptors left. */
export function openPipe(): Pipe {
  const pipe2 = openGlibc().func('int pipe2(void *fds, int flags)');
  const fds = new Int32Array(new ArrayBuffer(8));
  if (pipe2(fds, O_CLOEXEC) !== 0)
    throw new EnvironmentError('no-pipe', 'the host has no pipes to give', ['ulimit -n']);
  const [readFd = -1, writeFd = -1] = fds;
  return { readFd, writeFd };
}
