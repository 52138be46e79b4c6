import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { describeGuest } from '../../src/engines/guest-identity.js';
import type { GuestRequest } from '../../src/trace/guest.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
const MACHINE = { memorySize: 1, cpus: 1, debugConsolePort: null, serial: true, disks: [], rng: false };

const request = (kernel: string, initramfs: string | null = null): GuestRequest => ({
  ...MACHINE,
  kernel: { kernel, initramfs, commandLine: '' },
});

it('keeps what was asked for, and tells images by their content', () => {
  const kernel = folder.write('vmlinux', 'abc');
  const initramfs = folder.write('initrd', '');
  const guest = describeGuest(request(kernel, initramfs), 'my kernel');
  const modifiedAt = expect.stringMatching(/^20\d\d-\d\d-\d\dT.*Z$/);
  const hash = (text: string) => createHash('sha256').update(text).digest('hex');
  expect(guest).toEqual({
    ...request(kernel, initramfs),
    image: 'my kernel',
    images: [
      { role: 'kernel', path: kernel, size: 3, modifiedAt, sha256: hash('abc') },
      { role: 'initramfs', path: initramfs, size: 0, modifiedAt, sha256: hash('') },
    ],
  });
});

it('does not read disks', () => {
  const path = folder.write('d.img', 'x'.repeat(512));
  const disks = [{ path, readOnly: false, snapshot: true }];
  const guest = describeGuest({ ...MACHINE, firmware: folder.write('bios', 'b'), disks }, 'x');
  expect(guest['images']).toMatchObject([{ role: 'firmware' }, { role: 'disk 1', size: 512 }]);
  expect(guest['images']).not.toMatchObject([{}, { sha256: expect.anything() }]);
});

it('leaves images that cannot be read to the engine', () => {
  mkdirSync(folder.file('folder'));
  const guest = describeGuest(request('/no/such/kernel', folder.file('folder')), 'x');
  expect(guest['images']).toMatchObject([{ role: 'initramfs' }]);
});
