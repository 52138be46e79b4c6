/** `parse --follow` on a log that grows, as a person uses it: live output, then Ctrl-C. */
import { appendFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { Follower } from '../helpers/follower.js';
import { runCli } from '../helpers/run-cli.js';
import { sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
const FIRST = sampleLog([[[0x40, 20_000]]]);
const SECOND = sampleLog([[[0x41, 95_000]]]);

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('codes come as they are written, the timeline at %s, exit code %i', async (signal, exitCode) => {
  const log = folder.write('grows.log', FIRST);
  const follower = new Follower([log]);
  await follower.sees('0x40');
  expect(follower.stdout).not.toContain('0x41');
  appendFileSync(log, SECOND);
  await follower.sees('0x41');
  const live = follower.stdout;
  expect(await follower.stop(signal)).toBe(exitCode);
  expect(follower.stderr).toBe('');
  expect(follower.stdout.startsWith(live)).toBe(true);
  expect(follower.stdout.slice(live.length)).toMatch(/kernel[\s\S]*75/);
});

test('CSV rows come one by one under one header', async () => {
  const log = folder.write('grows.log', FIRST);
  const follower = new Follower(['--csv', log]);
  await follower.sees('0x40');
  appendFileSync(log, SECOND);
  await follower.sees('0x41');
  expect(await follower.stop('SIGINT')).toBe(130);
  const [header, first, second, ...rest] = follower.stdout.split('\n');
  expect(header).toBe('boot,seq,time_us,delta_us,stage,code,name,port,vcpu,line,noise');
  expect(first).toBe('0,0,20000,20000,kernel,0x40,,0x80,0,1,false');
  expect(second).toBe('0,1,95000,75000,kernel,0x41,,0x80,0,2,false');
  expect(rest).toEqual(['']);
});

test('JSON comes whole at the end', async () => {
  const log = folder.write('grows.log', FIRST + SECOND);
  const follower = new Follower(['--json', log]);
  await follower.hasRead(log);
  expect(follower.stdout).toBe('');
  expect(await follower.stop('SIGINT')).toBe(130);
  const { boots } = JSON.parse(follower.stdout) as { boots: { events: unknown[] }[] };
  expect(boots[0]?.events).toHaveLength(2);
});

test('--output FILE is seen while it grows', async () => {
  const log = folder.write('grows.log', FIRST);
  const output = folder.file('events.csv');
  const follower = new Follower(['--csv', '--output', output, log]);
  const end = Date.now() + 10_000;
  while (Date.now() < end && !readSafely(output).includes('0x40')) await sleep(10);
  expect(readSafely(output)).toContain('0x40');
  expect(await follower.stop('SIGINT')).toBe(130);
  expect(follower.stdout).toBe('');
});

test('when nobody reads any more, it ends by itself and calmly', async () => {
  const log = folder.write('grows.log', FIRST);
  const follower = new Follower([log]);
  await follower.sees('0x40');
  const ended = follower.closeOutput();
  appendFileSync(log, SECOND);
  expect(await ended).toBe(0);
  expect(follower.stderr).toBe('');
});

function readSafely(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

describe('a log that is not there yet', () => {
  test('is waited for, which is said, and read from its beginning once it is there', async () => {
    const log = folder.file('later.log');
    const follower = new Follower([log]);
    await follower.says(`${log}: waiting for this log, which is not there yet; Ctrl-C ends the wait\n`);
    writeFileSync(log, FIRST + SECOND);
    await follower.sees('0x41');
    expect(await follower.stop('SIGINT')).toBe(130);
    expect(follower.stdout).toMatch(/kernel[\s\S]*75/);
  });

  test('that never comes ends with the signal, and is said to be missing', async () => {
    const log = folder.file('never.log');
    const follower = new Follower(['--json', log]);
    await follower.says('waiting for this log');
    expect(await follower.stop('SIGINT')).toBe(130);
    const { boots, diagnostics } = JSON.parse(follower.stdout) as {
      boots: unknown[];
      diagnostics: { code: string }[];
    };
    expect(boots).toEqual([]);
    expect(diagnostics.map(({ code }) => code)).toEqual(['log-not-there']);
  });

  test('in a folder that does not exist is refused, with what to type', async () => {
    const folderPath = folder.file('none');
    const { exitCode, stdout, stderr } = await runCli(['parse', '--follow', `${folderPath}/a.log`]);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toBe(
      `Error: cannot wait for ${folderPath}/a.log: ${folderPath}: no such file or directory\n` +
        `Try: mkdir -p ${folderPath}\nTry: check the name: ls -d ${folderPath}\n`,
    );
  });

  test('a folder is refused, with what to type', async () => {
    const logs = folder.file('logs');
    mkdirSync(logs);
    const { exitCode, stderr } = await runCli(['parse', '--follow', logs]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(`Try: boottrace parse --follow ${logs}/NAME follows one of them\n`);
  });
});

test('a log that is replaced and one that is truncated begin new boots, and no line is lost', async () => {
  const log = folder.write('rotates.log', FIRST);
  const follower = new Follower([log]);
  await follower.sees('0x40');
  renameSync(log, `${log}.1`);
  appendFileSync(`${log}.1`, SECOND);
  writeFileSync(log, sampleLog([[[0x40, 21_000]]]));
  await follower.sees('boot 2');
  await follower.sees('21.000 ms');
  writeFileSync(log, sampleLog([[[0x40, 5_000]]]));
  await follower.sees('boot 3');
  rmSync(log);
  expect(await follower.stop('SIGINT')).toBe(130);
  expect(follower.stdout).toMatch(
    /95\.000 ms[^\n]*0x41[\s\S]*boot 2[\s\S]*21\.000[\s\S]*boot 3[\s\S]*5\.000/,
  );
});
