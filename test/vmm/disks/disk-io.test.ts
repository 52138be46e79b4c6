import { closeSync, openSync, readFileSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { readFully, writeFully } from '../../../src/vmm/disks/disk-io.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

function open(path: string, flags: string): number {
  const fd = openSync(path, flags);
  onTestFinished(() => closeSync(fd));
  return fd;
}

test('reads and writes whole ranges at a position', () => {
  const path = folder.write('file', 'abcdefgh');
  const fd = open(path, 'r+');
  expect(writeFully(fd, new TextEncoder().encode('XY'), 3)).toBe(true);
  const into = new Uint8Array(4);
  expect(readFully(fd, into, 2)).toBe(true);
  expect(new TextDecoder().decode(into)).toBe('cXYf');
  expect(readFully(fd, new Uint8Array(0), 100)).toBe(true);
});

test('does not take the part before the end of a file for the whole', () => {
  const fd = open(folder.write('file', 'abcdefgh'), 'r');
  expect(readFully(fd, new Uint8Array(4), 6)).toBe(false);
  expect(readFully(fd, new Uint8Array(1), 8)).toBe(false);
});

test('says that the host cannot, and does not throw', () => {
  const path = folder.write('file', 'abc');
  expect(writeFully(open(path, 'r'), new Uint8Array(2), 0)).toBe(false);
  expect(readFileSync(path, 'utf8')).toBe('abc');
  // A file system that is full.
  expect(writeFully(open('/dev/full', 'w'), new Uint8Array(2), 0)).toBe(false);
  expect(readFully(open('/', 'r'), new Uint8Array(2), 0)).toBe(false);
});
