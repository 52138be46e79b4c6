import { expect, test } from 'vitest';
import { recogniseForeign } from '../../../src/vmm/loaders/foreign-file.js';

function holding(at: number, magic: string): Uint8Array {
  const file = new Uint8Array(0x9000).fill(0x90);
  file.set(Buffer.from(magic, 'latin1'), at);
  return file;
}

test.each([
  ['a Linux kernel', 0x202, 'HdrS'],
  ['a qcow2 disk image', 0, 'QFI\xfb'],
  ['a gzip file', 0, '\x1f\x8b\x08'],
  ['a zstd file', 0, '\x28\xb5\x2f\xfd'],
  ['a cpio archive', 0, '070701'],
  ['a Linux kernel for arm64', 0x38, 'ARM\x64'],
  ['a CD image', 0x8001, 'CD001'],
  ['an EFI program', 0, 'MZ\x90'],
])('%s is recognised', (what, at, magic) => {
  expect(recogniseForeign(holding(at, magic))?.what).toBe(what);
});

test('a kernel that is an EFI program too is a kernel', () => {
  const kernel = holding(0x202, 'HdrS');
  kernel.set(Buffer.from('MZ'));
  expect(recogniseForeign(kernel)?.what).toBe('a Linux kernel');
});

test.each([
  ['nothing', new Uint8Array()],
  ['half a magic number', Buffer.from('\x7fEL', 'latin1')],
  ['any other bytes', holding(0, '')],
])('%s is not recognised', (_name, file) => {
  expect(recogniseForeign(file)).toBeNull();
});
