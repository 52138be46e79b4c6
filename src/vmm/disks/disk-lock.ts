/**
 * Advisory locks on disk images, so that two programs do not write one, or read it while it changes. The bytes are
 * QEMU's (block/file-posix.c): a byte for each thing that a user of the image does, another for each that it cannot
 * bear others doing. Cloud Hypervisor locks the whole file instead, which these locks meet as well.
 */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { printable } from '../../trace/printable.js';
import { EACCES, EAGAIN } from '../kvm/errno.js';
import type { Libc } from '../kvm/libc.js';

/** Commands and types of <fcntl.h> on Linux; the locks belong to the open file, not to the process. */
const F_OFD_GETLK = 36;
const F_OFD_SETLK = 37;
const F_RDLCK = 0;
const F_WRLCK = 1;
const F_UNLCK = 2;

/** struct flock on x86-64. */
const FLOCK = { l_type: 0, l_whence: 2, l_start: 8, l_len: 16, l_pid: 24, size: 32 } as const;

/**
 * A program that performs operation n locks byte `DOES + n`; a program that forbids it to others locks byte `FORBIDS +
 * n`.
 */
const DOES = 100;
const FORBIDS = 200;
const READ = 0;
const WRITE = 1;
const RESIZE = 3;

/**
 * `locked` until the descriptor is closed; `busy`: another program uses it; `unsupported`: this file system has no
 * locks.
 */
export type LockOutcome = 'locked' | 'busy' | 'unsupported';

/** Takes the locks of a reader that needs a still image, or of its one writer. Does not wait. */
export function lockDisk(libc: Libc, fd: number, access: 'read' | 'write'): LockOutcome {
  const locks = new DiskLocks(libc, fd);
  const isWriter = access === 'write';
  // A lock that excludes readers of the byte: also those that lock the whole file notice a writer.
  const own = [
    locks.set(F_RDLCK, DOES + READ),
    isWriter ? locks.set(F_WRLCK, DOES + WRITE) : 'locked',
    locks.set(F_RDLCK, FORBIDS + WRITE),
    locks.set(F_RDLCK, FORBIDS + RESIZE),
  ];
  const failure = own.find((outcome) => outcome !== 'locked');
  // Looking comes second, so that of two that come at once at least one sees the other.
  const mustBeFree = [FORBIDS + READ, DOES + WRITE, DOES + RESIZE, ...(isWriter ? [FORBIDS + WRITE] : [])];
  const outcome = failure ?? (mustBeFree.some((byte) => locks.isTaken(byte)) ? 'busy' : 'locked');
  if (outcome !== 'locked') locks.release();
  return outcome;
}

class DiskLocks {
  readonly #libc: Libc;
  readonly #fd: number;

  constructor(libc: Libc, fd: number) {
    this.#libc = libc;
    this.#fd = fd;
  }

  set(type: number, start: number): LockOutcome {
    if (this.#libc.fcntlPointer(this.#fd, F_OFD_SETLK, flock(type, start, 1)) === 0) return 'locked';
    const { errno } = this.#libc;
    return errno === EAGAIN || errno === EACCES ? 'busy' : 'unsupported';
  }

  /** Whether another open file has a lock there that matters. */
  isTaken(byte: number): boolean {
    const lock = flock(F_WRLCK, byte, 1);
    if (this.#libc.fcntlPointer(this.#fd, F_OFD_GETLK, lock) !== 0) return false;
    const type = lock.readInt16LE(FLOCK.l_type);
    if (type === F_UNLCK) return false;
    // A read lock of the whole file from its very start is Cloud Hypervisor with readonly=on.
    return !(type === F_RDLCK && lock.readBigInt64LE(FLOCK.l_start) === 0n);
  }

  release(): void {
    this.#libc.fcntlPointer(this.#fd, F_OFD_SETLK, flock(F_UNLCK, 0, 0));
  }
}

/** A length of 0 is all of the file. The process id must be 0. */
function flock(type: number, start: number, length: number): Buffer {
  const lock = Buffer.alloc(FLOCK.size);
  lock.writeInt16LE(type, FLOCK.l_type);
  lock.writeBigInt64LE(BigInt(start), FLOCK.l_start);
  lock.writeBigInt64LE(BigInt(length), FLOCK.l_len);
  return lock;
}

/**
 * Gives this process a name, so that others can identify the holder of its locks. The default would be Node's (`node`,
 * `MainThread`). The arguments stay unchanged; `process.title` would overwrite them.
 */
export function nameLockHolder(): void {
  try {
    writeFileSync('/proc/self/comm', 'boottrace');
  } catch {
    // The locks are as good without a name.
  }
}

/** Maximum number of open files that are examined to find the holder of a lock. */
const MAX_LOOKS = 20_000;

/** A process that holds a lock on the file, as `qemu-system-x86 (process 1234)`; null when it cannot be seen. */
export function findLockHolder(fd: number): string | null {
  const link = `/proc/self/fd/${fd}`;
  let looks = 0;
  for (const process of entries('/proc').filter((name) => /^\d+$/.test(name))) {
    for (const open of entries(`/proc/${process}/fdinfo`)) {
      looks += 1;
      if (looks > MAX_LOOKS) return null;
      if (holdsLock(process, open, link)) return `${commandOf(process)} (process ${process})`;
    }
  }
  return null;
}

/** A process names itself as it likes. */
function commandOf(process: string): string {
  return printable(readOr(`/proc/${process}/comm`, 'a program').trim());
}

function holdsLock(process: string, open: string, link: string): boolean {
  if (!/^lock:/m.test(readOr(`/proc/${process}/fdinfo/${open}`, ''))) return false;
  const theirs = identity(`/proc/${process}/fd/${open}`);
  return theirs !== null && theirs === identity(link);
}

/** Device and inode of a file, as text; null when it cannot be looked at. */
function identity(path: string): string | null {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** Processes may end at any time, and processes of other users cannot be examined. */
function entries(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}
