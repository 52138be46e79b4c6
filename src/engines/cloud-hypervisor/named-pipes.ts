/**
 * Pipes whose ends another process may open by path, as /proc/self/fd/N: what Node's streams hand to a child are sockets, which
 * cannot be. Made by mkfifo(1) in a folder that is gone once they are open.
 */
import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { EnvironmentError } from '../../trace/errors.js';

export interface Pipe {
  readonly readFd: number;
  readonly writeFd: number;
}

/** The caller closes both ends of each. Throws EnvironmentError when the host cannot create them. */
export function openPipes(count: number): Pipe[] {
  if (count === 0) return [];
  const opened: number[] = [];
  let folder: string | null = null;
  try {
    folder = mkdtempSync(path.join(os.tmpdir(), 'boottrace-pipes-'));
    const files = Array.from({ length: count }, (_, index) => path.join(folder!, `${index}`));
    execFileSync('mkfifo', ['-m', '600', ...files], { stdio: ['ignore', 'ignore', 'pipe'] });
    return files.map((file) => {
      // The reader comes first: opening a pipe to write waits for one.
      const readFd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
      opened.push(readFd);
      const writeFd = openSync(file, constants.O_WRONLY);
      opened.push(writeFd);
      return { readFd, writeFd };
    });
  } catch (error) {
    for (const fd of opened) closeSync(fd);
    const [reason] = (error as Error).message.split('\n');
    throw new EnvironmentError('no-pipe', `cannot make pipes in ${os.tmpdir()}: ${reason}`, [
      'choose a writable folder: TMPDIR=/path',
      'raise the limit of open files: ulimit -n 1024',
    ]);
  } finally {
    if (folder !== null) rmSync(folder, { recursive: true, force: true });
  }
}
