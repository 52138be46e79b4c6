/** `parse --follow` on a log that grows, as a person uses it: live output, then Ctrl-C. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { BIN, cleanEnv } from '../helpers/run-cli.js';
import { sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
const FIRST = sampleLog([[[0x40, 20_000]]]);
const SECOND = sampleLog([[[0x41, 95_000]]]);

/** False where it cannot be told: a descriptor may be gone by the time it is looked at. */
function tried(look: () => boolean): boolean {
  try {
    return look();
  } catch {
    return false;
  }
}

class Follower {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #exit: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[]) {
    this.#child = spawn(process.execPath, [BIN, 'parse', '--follow', ...args], { env: cleanEnv() });
    this.#child.stdout.on('data', (chunk: Buffer) => {
      this.stdout += chunk.toString();
    });
    this.#child.stderr.on('data', (chunk: Buffer) => {
      this.stderr += chunk.toString();
    });
    this.#exit = new Promise((resolve) => this.#child.on('close', resolve));
  }

  /** Waits until standard output holds `text`. */
  async sees(text: string): Promise<void> {
    const end = Date.now() + 10_000;
    while (!this.stdout.includes(text)) {
      if (Date.now() > end)
        throw new Error(`never saw ${text} in ${JSON.stringify(this.stdout + this.stderr)}`);
      await sleep(10);
    }
  }

  /** Waits until it has read all of `file`. */
  async hasRead(file: string): Promise<void> {
    const process = `/proc/${this.#child.pid}`;
    const isRead = (fd: string) =>
      readlinkSync(`${process}/fd/${fd}`) === realpathSync(file) &&
      readFileSync(`${process}/fdinfo/${fd}`, 'utf8').startsWith(`pos:\t${statSync(file).size}\n`);
    const end = Date.now() + 10_000;
    while (!readdirSync(`${process}/fd`).some((fd) => tried(() => isRead(fd)))) {
      if (Date.now() > end) throw new Error(`never read ${file}: ${this.stderr}`);
      await sleep(10);
    }
  }

  stop(signal: NodeJS.Signals): Promise<number | null> {
    this.#child.kill(signal);
    return this.#exit;
  }

  closeOutput(): Promise<number | null> {
    this.#child.stdout.destroy();
    return this.#exit;
  }
}

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
