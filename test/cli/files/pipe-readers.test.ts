import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { beforeEach, expect, test } from 'vitest';
import { isPipe, openPipe, waitForReaders } from '../../../src/cli/files/pipe-readers.js';
import type { FileUse } from '../../../src/cli/files/shared-files.js';
import { GuestError } from '../../../src/trace/errors.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const folder = temporaryFolder();
let pipe: string;
let uses: FileUse[];
let said: string[];
const say = (text: string) => void said.push(text);
const openReader = () => openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);

beforeEach(() => {
  pipe = folder.file('pipe');
  execFileSync('mkfifo', [pipe]);
  uses = [{ flag: '--save', file: pipe, access: 'writes' }];
  said = [];
});

test('nothing is waited for and nothing said without a pipe that is written', async () => {
  const others: FileUse[] = [
    { flag: 'LOG', file: pipe, access: 'reads' },
    { flag: '--disk', file: pipe, access: 'writes', kind: 'disk' },
    { flag: '--save', file: folder.write('a', ''), access: 'writes' },
    { flag: '--log-file', file: folder.file('new'), access: 'writes' },
    { flag: '--output', file: '/dev/null', access: 'writes' },
    { flag: 'standard output', file: 1, access: 'writes' },
  ];
  (await waitForReaders(others, { say })).release();
  expect(said).toEqual([]);
  expect([isPipe(pipe), isPipe('/dev/null'), isPipe(folder.file('none'))]).toEqual([true, false, false]);
});

test('a reader that comes ends the wait, and stays until the pipe is released', async () => {
  const waiting = waitForReaders(uses, { say, timeoutNs: 60e9 });
  await expect
    .poll(() => said)
    .toEqual([
      `--save: waiting for a reader of the named pipe ${pipe}; --timeout, 60 s, or Ctrl-C ends the wait`,
    ]);
  const reader = openReader();
  const { release } = await waiting;
  const read = () => readSync(reader, Buffer.alloc(1));
  expect(read).toThrow(/EAGAIN/);
  const writer = openPipe(pipe);
  release();
  expect(read).toThrow(/EAGAIN/);
  closeSync(writer);
  expect(read()).toBe(0);
  closeSync(reader);
});

test('a reader that is there already is not waited for', async () => {
  const reader = openReader();
  (await waitForReaders(uses, { say })).release();
  closeSync(reader);
  expect(said).toEqual([]);
});

test('the time is up', async () => {
  const error: unknown = await waitForReaders(uses, { say, timeoutNs: 50e6 }).catch((thrown) => thrown);
  expect(error).toBeInstanceOf(GuestError);
  expect((error as GuestError).message).toBe(
    `--save: no program read the named pipe ${pipe} within 0.05 s (--timeout); no guest was started`,
  );
});

test('a signal ends the wait', async () => {
  const abort = new AbortController();
  const waiting = waitForReaders(uses, { say, signal: abort.signal });
  await expect.poll(() => said).toHaveLength(1);
  abort.abort('enough');
  await expect(waiting).rejects.toBe('enough');
});
