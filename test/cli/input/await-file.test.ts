import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { awaitFile } from '../../../src/cli/input/await-file.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';

const { file: at } = temporaryFolder();

it('waits for a file that somebody makes, and says once that it waits', async () => {
  const said: string[] = [];
  const awaited = awaitFile(at('later.log'), (path) => said.push(path));
  await setTimeout(70);
  writeFileSync(at('later.log'), '');
  expect(await awaited).toEqual({ isThere: true, wasAwaited: true });
  expect(said).toEqual([at('later.log')]);
});

it('says nothing of what is there, and nothing of standard input', async () => {
  const said: string[] = [];
  writeFileSync(at('now.log'), '');
  for (const path of [at('now.log'), at('.'), '-'])
    expect(await awaitFile(path, (waiting) => said.push(waiting))).toEqual({
      isThere: true,
      wasAwaited: false,
    });
  expect(said).toEqual([]);
});

it('ends when aborted', async () => {
  const signal = AbortSignal.timeout(50);
  expect(await awaitFile(at('never.log'), () => undefined, signal)).toEqual({
    isThere: false,
    wasAwaited: true,
  });
});

it('refuses a folder that does not exist, in which nobody can make the file', async () => {
  await expect(awaitFile(at('none/a.log'), () => undefined)).rejects.toMatchObject({
    code: 'no-folder',
    nextSteps: [`mkdir -p ${at('none')}`, `check the name: ls -d ${at('none')}`],
  });
});

it('waits for what a link leads to, and takes a pipe for what it is', async () => {
  execFileSync('ln', ['-s', at('target.log'), at('link.log')]);
  const awaited = awaitFile(at('link.log'), () => undefined);
  await setTimeout(50);
  execFileSync('mkfifo', [at('target.log')]);
  expect(await awaited).toMatchObject({ isThere: true });
});
