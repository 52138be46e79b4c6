/** A disk's image or block device: opened so that nothing can be damaged by accident, measured, and checked to be raw. */
import {
  closeSync,
  constants,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  type Stats,
  statSync,
} from 'node:fs';
import { EnvironmentError, InputError } from '../../trace/errors.js';
import type { GuestDisk } from '../../trace/guest.js';
import { hostLimit } from '../../trace/host-limit.js';
import type { Libc } from '../kvm/libc.js';
import { SECTOR_SIZE } from './block-store.js';
import { checkRaw, SIGNATURE_BYTES } from './disk-format.js';
import { readFully } from './disk-io.js';

export interface DiskFile {
  readonly fd: number;
  /** Bytes of it, before it is rounded down to sectors. */
  readonly fileSize: number;
  /** Bytes, a multiple of the sector size, never 0. */
  readonly size: number;
  /** The same for two paths of one file or one device. */
  readonly identity: string;
}

/**
 * Throws InputError for a file that is not a disk or is in use, EnvironmentError for refusals of the host.
 * @param libc may be null for a disk that is not written
 */
export function openDiskFile(disk: GuestDisk, libc: Libc | null): DiskFile {
  const { path } = disk;
  checkKind(
    path,
    attempt(path, () => statSync(path)),
  );
  const isWritten = !disk.readOnly && !disk.snapshot;
  const fd = attempt(path, () => openSync(path, openFlags(path, isWritten)));
  try {
    const stats = fstatSync(fd);
    checkKind(path, stats);
    if (isWritten) {
      refuseAttached(path, stats);
      if (libc !== null) refuseReadOnlyDevice(path, stats, fd, libc);
    }
    const fileSize = stats.isBlockDevice() ? deviceSize(path, stats, { libc, fd }) : stats.size;
    const size = fileSize - (fileSize % SECTOR_SIZE);
    if (size === 0)
      throw new InputError('empty-disk', `${path} has ${fileSize} bytes, which is less than one sector`, [
        `make it larger: truncate -s 1G ${path}`,
      ]);
    if (disk.imageType !== 'raw') checkRaw(path, readEnds(fd, fileSize, path));
    return { fd, fileSize, size, identity: identityOf(stats) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

/** Throws the errors of `openDiskFile` for a read-only disk, for callers that pass the path to another program. */
export function checkDiskFile(disk: Pick<GuestDisk, 'path' | 'imageType'>): void {
  closeSync(openDiskFile({ ...disk, readOnly: true, snapshot: false }, null).fd);
}

const { O_RDONLY, O_RDWR, O_NONBLOCK, O_EXCL } = constants;

/** On a block device, O_EXCL is refused while the host itself uses it: mounted, swap, part of a volume. */
function openFlags(path: string, isWritten: boolean): number {
  if (!isWritten) return O_RDONLY | O_NONBLOCK;
  return O_RDWR | O_NONBLOCK | (statSync(path).isBlockDevice() ? O_EXCL : 0);
}

/** Why a disk could not be opened, by error code, in a person's words, and what to do. */
const OPEN_FAILURES: Readonly<Record<string, readonly [why: string, nextStep: string]>> = {
  ENOENT: ['there is no such file', 'check the path of the image'],
  ENOTDIR: ['there is no such file', 'check the path of the image'],
  EACCES: [
    'no permission',
    'check who may open it with ls -l; readonly=on and snapshot=on need only read permission',
  ],
  EPERM: [
    'no permission',
    'check who may open it with ls -l; readonly=on and snapshot=on need only read permission',
  ],
  EROFS: ['its file system is read-only', 'use it with snapshot=on or readonly=on'],
  EBUSY: ['this host uses it: mounted, or part of a volume', 'unmount it, or use it with snapshot=on'],
  ENXIO: ['it has no device', 'attach the device first'],
  ENODEV: ['it has no device', 'attach the device first'],
  ENOMEDIUM: ['there is no medium in it', 'insert one'],
  ETXTBSY: ['it is being executed', 'use it with snapshot=on'],
};

function attempt<T>(path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? String(error);
    const [why, nextStep] = OPEN_FAILURES[code] ?? [code, 'check the path of the image'];
    throw (
      hostLimit(error) ??
      new InputError('unreadable-disk', `cannot open the disk ${path}: ${why}`, [nextStep])
    );
  }
}

function checkKind(path: string, stats: Stats): void {
  if (stats.isFile() || stats.isBlockDevice()) return;
  const kind = stats.isDirectory()
    ? 'a directory'
    : stats.isFIFO()
      ? 'a pipe'
      : stats.isSocket()
        ? 'a socket'
        : 'a character device';
  throw new InputError(
    'not-a-disk',
    `${path} is ${kind}; a disk is a file with a raw image or a block device`,
    ['check the path of the image'],
  );
}

/** ioctl BLKGETSIZE64 of <linux/fs.h>: the size of a block device in bytes, which stat does not know. */
const BLKGETSIZE64 = 0x8008_1272;

/** ioctl BLKROGET: whether a block device is set read-only, which does not keep it from being opened for writing. */
const BLKROGET = 0x125e;

function refuseReadOnlyDevice(path: string, stats: Stats, fd: number, libc: Libc): void {
  const isReadOnly = new Int32Array(1);
  if (!stats.isBlockDevice() || libc.ioctlPointer(fd, BLKROGET, isReadOnly) !== 0 || isReadOnly[0] === 0)
    return;
  throw new InputError('unreadable-disk', `cannot open the disk ${path}: the device is read-only`, [
    'use it with snapshot=on or readonly=on',
  ]);
}

function deviceSize(
  path: string,
  stats: Stats,
  { libc, fd }: { readonly libc: Libc | null; readonly fd: number },
): number {
  if (libc === null) return listedSize(path, stats);
  const size = new BigUint64Array(1);
  if (libc.ioctlPointer(fd, BLKGETSIZE64, size) === 0) return Number(size[0]);
  throw unknownSize(path, libc.describeError(libc.errno));
}

/** The size of a block device as sysfs has it, in sectors of 512 bytes whatever the device's own are. */
function listedSize(path: string, { rdev }: Stats): number {
  // dev_t of Linux (makedev(3)); numbers beyond 20 bits are not in use.
  const major = (rdev >> 8) & 0xfff;
  const minor = (rdev & 0xff) | ((rdev >> 12) & 0xfff00);
  try {
    return Number(readFileSync(`/sys/dev/block/${major}:${minor}/size`, 'utf8')) * SECTOR_SIZE;
  } catch (error) {
    throw unknownSize(path, (error as Error).message);
  }
}

function unknownSize(path: string, reason: string): EnvironmentError {
  return new EnvironmentError('disk-size', `cannot determine the size of ${path}: ${reason}`);
}

function readEnds(fd: number, fileSize: number, path: string) {
  const length = Math.min(SIGNATURE_BYTES, fileSize);
  const read = (position: number) => {
    const bytes = new Uint8Array(length);
    if (readFully(fd, bytes, position)) return bytes;
    throw new EnvironmentError('disk-unreadable', `the host cannot read ${path} at byte ${position}`, [
      'look for device errors: dmesg',
    ]);
  };
  return { start: read(0), end: read(fileSize - length) };
}

function identityOf(stats: Stats): string {
  return stats.isBlockDevice() ? `device ${stats.rdev}` : `file ${stats.dev}:${stats.ino}`;
}

/** An image that a loop device of the host shows may be mounted there: two writers of one file system destroy it. */
function refuseAttached(path: string, stats: Stats): void {
  if (!stats.isFile()) return;
  for (const name of loopDevices()) {
    const backing = backingOf(name);
    if (backing !== null && identityOf(backing) === identityOf(stats)) {
      throw new InputError('disk-attached', `${path} is attached to /dev/${name} on this host`, [
        `unmount it, then: losetup -d /dev/${name}`,
        'use it with snapshot=on',
      ]);
    }
  }
}

function loopDevices(): string[] {
  try {
    return readdirSync('/sys/block').filter((name) => name.startsWith('loop'));
  } catch {
    return [];
  }
}

/** Null for a loop device with nothing attached. */
function backingOf(name: string): Stats | null {
  try {
    return statSync(readFileSync(`/sys/block/${name}/loop/backing_file`, 'utf8').trimEnd());
  } catch {
    return null;
  }
}
