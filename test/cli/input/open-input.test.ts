import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { openInput, reopenFile, unreadable } from '../../../src/cli/input/open-input.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();

it('refuses a folder', async () => {
  mkdirSync(at('folder'));
  await expect(openInput(at('folder'))).rejects.toMatchObject({ code: 'is-a-folder', exitCode: 2 });
});

it('opens a plain file as one, and a device as a stream', async () => {
  writeFileSync(at('a'), 'x');
  const file = await openInput(at('a'));
  expect(file.kind).toBe('file');
  if (file.kind === 'file') file.close();
  const device = await openInput('/dev/null');
  expect(device.kind).toBe('stream');
  if (device.kind === 'stream') device.stream.destroy();
});

it('opens a plain file again, and does not wait for a pipe in its place', () => {
  writeFileSync(at('a'), 'x');
  closeSync(reopenFile(at('a'))!);
  execFileSync('mkfifo', [at('pipe')]);
  expect(reopenFile(at('pipe'))).toBeNull();
});

it('says what is wrong with a file that cannot be opened, and what to do', async () => {
  await expect(openInput(at('missing'))).rejects.toEqual(
    expect.objectContaining({
      code: 'unreadable',
      exitCode: 2,
      message: `cannot read ${at('missing')}: no such file or directory`,
    }),
  );
  const denied = Object.assign(new Error('x'), { code: 'EACCES', errno: -13 });
  expect(unreadable('a.log', denied)).toMatchObject({
    message: 'cannot read a.log: permission denied',
    nextSteps: ['Check who may read it: ls -l a.log'],
  });
  expect(unreadable('a.log', new Error('odd')).nextSteps).toEqual([]);
});
