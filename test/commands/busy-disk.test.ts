/**
 * A guest that keeps the devices busy for minutes with one notification of its disk (test/kvm/disk-requests.asm): the program
 * answers meanwhile, whatever else its main thread does with the devices.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, truncateSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv, ROOT } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { assembleDiskGuest } from '../kvm/disk-guest.js';

const folder = temporaryFolder();
/** Longer than any end takes on a busy machine, much shorter than what the guest asks for. */
const PATIENCE_MS = 20_000;
const CTRL_A = '\u0001';

const MARK = ['--mark', 'MARK=0x40'];
let flags: readonly string[] = [];

/** Its output so far, and its end: null when it had to be killed. */
function watch(child: ChildProcess) {
  let output = '';
  const add = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout!.on('data', add);
  child.stderr!.on('data', add);
  child.stdin!.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve) => {
    const killer = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
    child.on('close', (code) => {
      clearTimeout(killer);
      resolve(code);
    });
  });
  return { child, ended, output: () => output };
}

const start = (args: readonly string[]) =>
  watch(spawn(process.execPath, [BIN, 'run', ...flags, ...args], { cwd: ROOT, env: cleanEnv() }));

/** On a pseudo-terminal of util-linux's `script`. */
function startOnTerminal(args: readonly string[]) {
  const words = [process.execPath, BIN, 'run', ...flags, ...args, '--serial', 'tty'];
  const line = `echo "pid $$"; exec ${words.map((word) => `'${word}'`).join(' ')}`;
  return watch(
    spawn('script', ['-qec', line, '/dev/null'], { cwd: ROOT, env: cleanEnv({ SHELL: '/bin/sh' }) }),
  );
}

/** Until the guest has said MARK, right before it asks. */
async function untilBusy(said: () => string): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!/MARK\r*\n/.test(said()) && performance.now() < end) await sleep(20);
  // What the guest wrote is seen ten milliseconds later; by now it has asked.
  await sleep(200);
}

describeWith(
  [requirement.kvm(), requirement.debianPackage('nasm', 'nasm')],
  'while a guest keeps its disk busy',
  () => {
    beforeEach(() => {
      const image = folder.write('sparse.raw', '');
      truncateSync(image, 20 * 2 ** 30);
      flags = ['--firmware', assembleDiskGuest('LONG', folder.file('long.rom')), '--disk', `path=${image}`];
    });

    test('the timeout ends it, though a mark has begun a stage', async () => {
      const { ended, output } = start([...MARK, '--timeout', '2s']);
      expect(await ended).toBe(4);
      expect(output()).toContain('did not end within 2 s');
    });

    test.each(['SIGINT', 'SIGTERM'] as const)(
      '%s ends it, though a mark has begun a stage',
      async (signal) => {
        const file = folder.file(`serial-${signal}`);
        const { child, ended } = start([...MARK, '--timeout', '300s', '--serial', `file=${file}`]);
        await untilBusy(() => (existsSync(file) ? readFileSync(file, 'utf8') : ''));
        child.kill(signal);
        expect(await ended).not.toBeNull();
      },
    );

    describe('and its serial port is a terminal', () => {
      test('the timeout ends it', async () => {
        const { child, ended, output } = startOnTerminal(['--timeout', '2s']);
        child.stdin!.write('typed beside');
        expect(await ended).toBe(4);
        expect(output()).toContain('did not end within 2 s');
      });

      test('Ctrl-A x ends it', async () => {
        const { child, ended, output } = startOnTerminal(['--timeout', '300s']);
        await untilBusy(output);
        child.stdin!.write(`typed${CTRL_A}x`);
        expect(await ended).not.toBeNull();
      });

      test('SIGTERM ends it', async () => {
        const { ended, output } = startOnTerminal(['--timeout', '300s']);
        await untilBusy(output);
        process.kill(Number(/pid (\d+)/.exec(output())![1]), 'SIGTERM');
        expect(await ended).not.toBeNull();
      });
    });
  },
);
