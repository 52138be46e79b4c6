import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { BoottraceError } from '../../../src/trace/errors.js';
import type { GuestDisk } from '../../../src/trace/guest.js';
import { checkDiskFile, openDiskFile } from '../../../src/vmm/disks/disk-file.js';
import { Libc } from '../../../src/vmm/kvm/libc.js';
import { describeWith, type Requirement } from '../../helpers/requirements.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const libc = new Libc();

const SNAPSHOT = { readOnly: false, snapshot: true };
const WRITTEN = { readOnly: false, snapshot: false };

function open(path: string, mode: Omit<GuestDisk, 'path'> = SNAPSHOT) {
  const file = openDiskFile({ path, ...mode }, libc);
  onTestFinished(() => closeSync(file.fd));
  return file;
}

function refusal(path: string, mode?: Omit<GuestDisk, 'path'>): BoottraceError {
  try {
    open(path, mode);
  } catch (error) {
    expect(error).toBeInstanceOf(BoottraceError);
    return error as BoottraceError;
  }
  throw new Error('it was accepted');
}

function sparse(name: string, size: number): string {
  const path = folder.write(name, '');
  truncateSync(path, size);
  return path;
}

describe('an image', () => {
  test('may be sparse, larger than memory, and have a rest', () => {
    const { size, fileSize } = open(sparse('disk.raw', 2 ** 42 + 700));
    expect([size, fileSize]).toEqual([2 ** 42 + 512, 2 ** 42 + 700]);
  });

  test('is known again under another name', () => {
    const path = sparse('disk.raw', 4096);
    symlinkSync(path, folder.file('link'));
    expect(open(folder.file('link')).identity).toBe(open(path).identity);
    expect(open(sparse('other.raw', 4096)).identity).not.toBe(open(path).identity);
  });

  test('is opened for writing only when it is to be written', () => {
    const mode = (fd: number) =>
      /flags:\s*(\d+)/.exec(readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8'))![1]!.at(-1);
    const path = sparse('disk.raw', 4096);
    expect(mode(open(path).fd)).toBe('0');
    expect(mode(open(path, { readOnly: true, snapshot: false }).fd)).toBe('0');
    expect(mode(open(path, WRITTEN).fd)).toBe('2');
  });

  test('in another format is refused, unless it is said to be raw', () => {
    const path = folder.write('disk.qcow2', `QFI\xfb${'\0'.repeat(1000)}`);
    writeFileSync(path, Buffer.from(readFileSync(path, 'utf8'), 'latin1'));
    expect(refusal(path).code).toBe('disk-format');
    expect(open(path, { ...SNAPSHOT, imageType: 'raw' }).size).toBe(512);
    expect(() => checkDiskFile({ path })).toThrow('is a qcow2 image');
    const opened = readdirSync('/proc/self/fd').length;
    checkDiskFile({ path, imageType: 'raw' });
    expect(readdirSync('/proc/self/fd')).toHaveLength(opened);
  });
});

describe('what is no disk', () => {
  test.each([
    ['nothing', () => folder.file('nothing'), 'unreadable-disk', 'there is no such file'],
    ['below a file', () => `${folder.write('file', 'x')}/disk`, 'unreadable-disk', 'there is no such file'],
    ['a directory', () => folder.file('.'), 'not-a-disk', 'is a directory'],
    ['a device without blocks', () => '/dev/zero', 'not-a-disk', 'is a character device'],
    ['an empty file', () => folder.write('empty', ''), 'empty-disk', 'has 0 bytes'],
    ['less than a sector', () => folder.write('small', 'x'.repeat(511)), 'empty-disk', 'has 511 bytes'],
  ])('is refused for what it is: %s', (_name, makePath, code, why) => {
    const path = makePath();
    for (const mode of [SNAPSHOT, WRITTEN, { readOnly: true, snapshot: false }]) {
      const error = refusal(path, mode);
      expect([error.code, error.exitCode]).toEqual([code, 2]);
      expect(error.message).toContain(path);
      expect(error.message).toContain(why);
      expect(error.nextSteps.length).toBeGreaterThan(0);
    }
  });

  test('is refused without waiting for its other end: a pipe', () => {
    execFileSync('mkfifo', [folder.file('pipe')]);
    expect(refusal(folder.file('pipe')).message).toContain('is a pipe');
  });

  test('is refused when it may not be opened', () => {
    const path = sparse('disk.raw', 4096);
    chmodSync(path, 0);
    const isRoot = process.geteuid?.() === 0;
    if (isRoot) process.seteuid?.('nobody');
    try {
      const { message, nextSteps } = refusal(path);
      expect(message).toBe(`cannot open the disk ${path}: no permission`);
      expect(nextSteps[0]).toContain('ls -l');
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  });
});

/** Loop devices are how a file becomes a block device; containers may have none. */
function loopDevice(): Requirement {
  try {
    execFileSync('losetup', ['--find'], { stdio: 'pipe' });
    return { name: 'a loop device', present: true, reason: '', enforced: false };
  } catch {
    return {
      name: 'a loop device',
      present: false,
      reason: 'losetup finds none; run as root',
      enforced: false,
    };
  }
}

describeWith([loopDevice()], 'a block device', () => {
  function attach(image: string, ...flags: string[]): string {
    const device = execFileSync('losetup', ['--find', '--show', ...flags, image], {
      encoding: 'utf8',
    }).trim();
    onTestFinished(() => {
      execFileSync('losetup', ['--detach', device]);
    });
    return device;
  }

  test('has the size that its driver says, with native code and without', () => {
    const device = attach(sparse('disk.raw', 3 * 2 ** 20));
    expect(open(device)).toMatchObject({ size: 3 * 2 ** 20, fileSize: 3 * 2 ** 20 });
    expect(open(device, WRITTEN).identity).toBe(open(device).identity);
    const { fd, size } = openDiskFile({ path: device, ...SNAPSHOT }, null);
    onTestFinished(() => closeSync(fd));
    expect(size).toBe(3 * 2 ** 20);
  });

  test('keeps its image from being written behind its back', () => {
    const image = sparse('disk.raw', 2 ** 20);
    const device = attach(image);
    const error = refusal(image, WRITTEN);
    expect([error.code, error.message]).toEqual([
      'disk-attached',
      `${image} is attached to ${device} on this host`,
    ]);
    expect(error.nextSteps[0]).toContain(`losetup -d ${device}`);
    expect(open(image).size).toBe(2 ** 20);
  });

  test('that the host has mounted is never written', () => {
    const image = sparse('disk.raw', 4 * 2 ** 20);
    execFileSync('mkfs.ext4', ['-q', '-F', image], { stdio: 'pipe' });
    const device = attach(image);
    const mountPoint = folder.file('mounted');
    mkdirSync(mountPoint);
    execFileSync('mount', [device, mountPoint]);
    try {
      expect(refusal(device, WRITTEN).message).toContain('this host uses it');
      expect(open(device).size).toBe(4 * 2 ** 20);
    } finally {
      execFileSync('umount', [mountPoint]);
    }
  });

  test('that may not be written says so before the guest runs', () => {
    const device = attach(sparse('disk.raw', 2 ** 20), '--read-only');
    expect(refusal(device, WRITTEN).message).toBe(`cannot open the disk ${device}: the device is read-only`);
    expect(open(device).size).toBe(2 ** 20);
  });
});
