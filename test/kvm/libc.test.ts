/** The foreign calls on this very system. */
import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import { EAGAIN, EINTR, ENOENT } from '../../src/vmm/kvm/errno.js';
import { Libc } from '../../src/vmm/kvm/libc.js';

describe('the C library', () => {
  const libc = new Libc();

  test('fails with the reason in errno', () => {
    expect(libc.openReadWrite('/nowhere/at/all')).toBe(-1);
    expect(libc.errno).toBe(ENOENT);
    expect(libc.describeError(ENOENT)).toBe('No such file or directory');
    expect(libc.describeError(EINTR)).toBe('Interrupted system call');
    expect(libc.describeError(EAGAIN)).toBe('Resource temporarily unavailable');
  });

  test('opens, controls and closes a file', () => {
    const fd = libc.openReadWrite('/dev/null');
    expect(fd).toBeGreaterThan(2);
    expect(readlinkSync(`/proc/self/fd/${fd}`)).toBe('/dev/null');
    expect(libc.ioctlNumber(fd, 0xae00, 0)).toBe(-1);
    expect(libc.describeError(libc.errno)).toBe('Inappropriate ioctl for device');
    libc.close(fd);
    expect(existsSync(`/proc/self/fd/${fd}`)).toBe(false);
  });

  test('maps memory that is zero, writable, and the same seen twice', () => {
    const length = 3 * 4096;
    const address = libc.mapAnonymous(length)!;
    onTestFinished(() => libc.unmap(address, length));
    const first = new Uint8Array(libc.view(address, length));
    expect(first.every((byte) => byte === 0)).toBe(true);
    libc.adviseHugePages(address, length);
    first[length - 1] = 7;
    expect(new Uint8Array(libc.view(address + BigInt(length - 1), 1))[0]).toBe(7);
  });

  test('says null where nothing can be mapped, and never looks at it', () => {
    expect(libc.mapAnonymous(2 ** 50)).toBeNull();
    expect(libc.mapAnonymous(0)).toBeNull();
    expect(libc.mapShared(-1, 4096)).toBeNull();
    expect(() => libc.view(0n, 1)).toThrow('null pointer');
  });

  test('knows the thread and reaches it with a signal', async () => {
    const threadId = libc.threadId();
    expect(readdirSync('/proc/self/task')).toContain(String(threadId));
    const arrived = new Promise((resolve) => process.once('SIGUSR2', resolve));
    libc.signalThread(threadId, 12);
    expect(await arrived).toBe('SIGUSR2');
  });
});
