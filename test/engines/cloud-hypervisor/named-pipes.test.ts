import { execFileSync } from 'node:child_process';
import { closeSync, readdirSync, readSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { openPipes } from '../../../src/engines/cloud-hypervisor/named-pipes.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();

function useTemporaryFolder(path: string): void {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = path;
  onTestFinished(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
}

test('another process opens its end by path and writes to it', () => {
  folder.write('file', '');
  useTemporaryFolder(folder.file('.'));
  const [first, second] = openPipes(2);
  onTestFinished(() => closeSync(first!.readFd));
  for (const fd of [second!.readFd, second!.writeFd]) closeSync(fd);
  execFileSync('sh', ['-c', 'printf hello > /proc/self/fd/3'], {
    stdio: ['ignore', 'ignore', 'inherit', first!.writeFd],
  });
  closeSync(first!.writeFd);
  const bytes = Buffer.alloc(16);
  expect(bytes.toString('utf8', 0, readSync(first!.readFd, bytes))).toBe('hello');
  expect(readSync(first!.readFd, bytes)).toBe(0);
  // Nothing is left of their names.
  expect(readdirSync(folder.file('.'))).toEqual(['file']);
});

test('none are made for nobody', () => {
  useTemporaryFolder('/nowhere');
  expect(openPipes(0)).toEqual([]);
});

test('a folder for them that cannot be written is said, with what names another', () => {
  useTemporaryFolder('/nowhere');
  const before = readdirSync('/proc/self/fd').length;
  expect(() => openPipes(1)).toThrow(/^cannot make pipes in \/nowhere: ENOENT/);
  expect(readdirSync('/proc/self/fd')).toHaveLength(before);
});
