/** The locks as the kernel sees them, against our own and against those of QEMU's tools. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { findLockHolder, lockDisk } from '../../../src/vmm/disks/disk-lock.js';
import { Libc } from '../../../src/vmm/kvm/libc.js';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { ROOT } from '../../helpers/run-cli.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
const libc = new Libc();
const makeImage = () => folder.write('image', new Uint8Array(2 ** 20));

function open(image: string, access: 'read' | 'write'): number {
  const fd = openSync(image, access === 'write' ? 'r+' : 'r');
  onTestFinished(() => {
    try {
      closeSync(fd);
    } catch {
      // The test closed it.
    }
  });
  return fd;
}
const lock = (image: string, access: 'read' | 'write') => lockDisk(libc, open(image, access), access);

describe('two opens of one image', () => {
  test.each([
    ['read', 'read', 'locked'],
    ['read', 'write', 'busy'],
    ['write', 'read', 'busy'],
    ['write', 'write', 'busy'],
  ] as const)('to %s, then to %s: %s', (first, second, outcome) => {
    const image = makeImage();
    expect(lock(image, first)).toBe('locked');
    expect(lock(image, second)).toBe(outcome);
  });

  test('are free of each other once the first is closed, and a refusal leaves no lock behind', () => {
    const image = makeImage();
    const writer = open(image, 'write');
    expect(lockDisk(libc, writer, 'write')).toBe('locked');
    expect(lock(image, 'read')).toBe('busy');
    closeSync(writer);
    expect(lock(image, 'write')).toBe('locked');
  });
});

test('a file system without locks is told from an image in use', () => {
  // A descriptor that may not be read cannot have a lock of a reader.
  const fd = openSync('/dev/null', 'w');
  onTestFinished(() => closeSync(fd));
  expect(lockDisk(libc, fd, 'read')).toBe('unsupported');
});

describe('another program', () => {
  /** Holds a lock of fcntl's on a range until it is killed; says "locked" when it has it. */
  const HOLDER = `
    const koffi = require('koffi');
    const [type, start, length, image] = process.argv.slice(1);
    const fcntl = koffi.load('libc.so.6').func('fcntl', 'int', ['int', 'int', 'void *']);
    const lock = Buffer.alloc(32);
    lock.writeInt16LE(Number(type), 0);
    lock.writeBigInt64LE(BigInt(start), 8);
    lock.writeBigInt64LE(BigInt(length), 16);
    const fd = require('node:fs').openSync(image, 'r+');
    if (fcntl(fd, 37, lock) !== 0) throw new Error('not locked: ' + koffi.errno());
    console.log('locked');
    process.stdin.resume();`;
  const READ_LOCK = '0';
  const WRITE_LOCK = '1';
  const holder = (...words: string[]) => ['-e', HOLDER, ...words];
  const hold = (...words: string[]) => started(process.execPath, holder(...words), 'locked');

  test('is named', async () => {
    const image = makeImage();
    const child = await hold(READ_LOCK, '101', '1', image);
    const fd = open(image, 'read');
    expect(lockDisk(libc, fd, 'read')).toBe('busy');
    expect(findLockHolder(fd)).toContain(`(process ${child.pid})`);
    expect(findLockHolder(open(folder.write('other', 'x'), 'read'))).toBeNull();
  });

  test.each([
    ['reads', READ_LOCK, 'locked', 'busy'],
    ['writes', WRITE_LOCK, 'busy', 'busy'],
  ] as const)(
    'that locks the whole file and %s is met, as Cloud Hypervisor is',
    async (_name, kind, read, write) => {
      const image = makeImage();
      await hold(kind, '0', '0', image);
      expect(lock(image, 'read')).toBe(read);
      expect(lock(image, 'write')).toBe(write);
    },
  );

  test('that wants to read the whole file notices our writer', () => {
    const image = makeImage();
    lock(image, 'write');
    const attempt = () =>
      execFileSync(process.execPath, holder(READ_LOCK, '0', '0', image), { cwd: ROOT, stdio: 'pipe' });
    expect(attempt).toThrow('not locked: 11');
  });
});

describeWith([requirement.debianPackage('qemu-utils', 'qemu-io')], "QEMU's tools", () => {
  const holdOpen = (image: string, ...flags: string[]) =>
    started('qemu-io', ['-f', 'raw', ...flags, image], 'qemu-io>');
  const use =
    (image: string, ...flags: string[]) =>
    () =>
      execFileSync('qemu-io', ['-f', 'raw', ...flags, '-c', 'read 0 512', image], { stdio: 'pipe' });

  test('that write an image keep us away from it', async () => {
    const image = makeImage();
    const child = await holdOpen(image);
    expect(lock(image, 'write')).toBe('busy');
    expect(lock(image, 'read')).toBe('busy');
    expect(findLockHolder(open(image, 'read'))).toBe(`qemu-io (process ${child.pid})`);
  });

  test('that read an image keep our writer away from it, not our reader', async () => {
    const image = makeImage();
    await holdOpen(image, '-r');
    expect(lock(image, 'read')).toBe('locked');
    expect(lock(image, 'write')).toBe('busy');
  });

  test('are kept from writing what we write', () => {
    const image = makeImage();
    lock(image, 'write');
    expect(use(image)).toThrow(/Failed to lock byte 101/);
  });

  test('are kept away from writing by our reader', () => {
    const image = makeImage();
    lock(image, 'read');
    expect(use(image)).toThrow(/Failed to get/);
    expect(use(image, '-r')).not.toThrow();
  });
});

/** A program that runs to the end of the test, once it has printed `sign`. */
async function started(program: string, args: string[], sign: string): Promise<ChildProcess> {
  const child = spawn(program, args, { cwd: ROOT, stdio: ['pipe', 'pipe', 'inherit'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  await new Promise<void>((resolve, reject) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += String(chunk);
      if (text.includes(sign)) resolve();
    });
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code}: ${text}`)));
  });
  return child;
}
