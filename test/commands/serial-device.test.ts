/** A serial line as an input, in place of grabserial: a real pseudo-terminal whose other side a board would write to. */
import { execFileSync, spawn } from 'node:child_process';
import { writeSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { openPty } from '../../src/vmm/kvm/pty.js';
import { Follower } from '../helpers/follower.js';
import { describeWith } from '../helpers/requirements.js';
import { BIN, cleanEnv, runCli } from '../helpers/run-cli.js';
import { privileges, STRANGER } from './faults/privileges.js';

const PAUSE_MS = 300;

function openLine() {
  const { fd, path, close } = openPty();
  let isOpen = true;
  const hangUp = (): void => {
    if (isOpen) close();
    isOpen = false;
  };
  onTestFinished(hangUp);
  return { path, hangUp, send: (text: string) => void writeSync(fd, text) };
}

interface Document {
  readonly boots: readonly {
    readonly format: string;
    readonly clock: string;
    readonly outcome: { readonly state: string; readonly reason: string };
    readonly events: readonly { readonly kind: string; readonly timeNs: number; readonly hex?: string }[];
  }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

test('a board that boots: its lines are stamped as they arrive, until it is hung up', async () => {
  const line = openLine();
  const follower = new Follower([line.path], ['parse']);
  line.send('U-Boot SPL 2023.01 (Jan 01 2023)\r\n');
  await follower.sees('0x00');
  await sleep(PAUSE_MS);
  line.send('U-Boot 2023.01 (J');
  line.send('an 01 2023)\r\n');
  await follower.sees('0x20');
  line.send('no end');
  await sleep(50);
  line.hangUp();
  expect(await follower.end()).toBe(0);
  const [, ms = '0'] = /(\d+\.\d{3}) ms +\+[\d.]+ ms {2}0x20/.exec(follower.stdout) ?? [];
  expect(Number(ms)).toBeGreaterThanOrEqual(PAUSE_MS - 1);
  expect(follower.stdout).toMatch(/A character takes 87 us at\s+115200 baud/);
  expect(follower.stdout).toMatch(/The device is gone/);
  expect(follower.stdout).toContain('no end');
});

test('--until ends the reading at its code, as -q of grabserial does, and --baud sets the speed', async () => {
  const line = openLine();
  const words = ['parse', '--json', '--baud', '9600', '--mark', 'login:=0x61', '--until', '0x61'];
  const follower = new Follower([line.path], words);
  // What a person would see of the line while it is read.
  const speed = () => execFileSync('stty', ['-F', line.path, 'speed'], { encoding: 'utf8' }).trim();
  for (let waited = 0; speed() !== '9600' && waited < 10_000; waited += 20) await sleep(20);
  expect(speed()).toBe('9600');
  expect(execFileSync('stty', ['-F', line.path, '-a'], { encoding: 'utf8' })).toMatch(/-icanon[\s\S]*-echo /);
  line.send('board login: \r\nbehind it\r\n');
  expect(await follower.end()).toBe(0);
  const { boots } = JSON.parse(follower.stdout) as Document;
  expect(boots).toMatchObject([
    { format: 'serial', clock: 'host-monotonic', outcome: { state: 'finished', reason: 'until' } },
  ]);
  expect(boots[0]?.events.map(({ kind }) => kind)).toEqual(['text', 'code']);
});

test('--timeout ends the reading, as -e of grabserial does', async () => {
  const line = openLine();
  line.send('hello\r\n');
  const { exitCode, stdout } = await runCli(['parse', line.path, '--timeout', '1s', '--json']);
  expect(exitCode).toBe(0);
  expect((JSON.parse(stdout) as Document).boots[0]?.events).toHaveLength(1);
});

test('a code that does not come within --timeout is a failure of the guest, with its report', async () => {
  const line = openLine();
  line.send('U-Boot SPL 2023.01\r\n');
  const args = ['parse', line.path, '--until', '0x61', '--timeout', '1s', '--baud', 'keep'];
  const { exitCode, stdout, stderr } = await runCli(args);
  expect(exitCode).toBe(4);
  expect(stdout).toContain('U-Boot SPL 2023.01');
  expect(stderr).toContain('Error: code 0x61, which --until waits for, did not arrive within 1s\n');
});

test('Ctrl-C ends the reading with what was read', async () => {
  const line = openLine();
  const follower = new Follower([line.path], ['parse']);
  line.send('U-Boot SPL 2023.01\r\n');
  await follower.sees('0x00');
  expect(await follower.stop('SIGINT')).toBe(130);
  expect(follower.stdout).toContain('U-Boot SPL 2023.01');
});

test('text with times of its own keeps them', async () => {
  const line = openLine();
  line.send('[    0.000000] Linux version 6.1.0\r\n[    1.250000] Run /init as init process\r\n');
  const { stdout } = await runCli(['parse', line.path, '--until', '0x41', '--timeout', '20s', '--json']);
  const { boots } = JSON.parse(stdout) as Document;
  expect(boots.map(({ format }) => format)).toEqual(['dmesg']);
  expect(boots[0]?.events.at(-1)?.timeNs).toBe(1_250_000_000);
});

describeWith([privileges.users()], 'a user who may not read the line', () => {
  test('is told the group that may', async () => {
    const line = openLine();
    execFileSync('chmod', ['620', line.path]);
    execFileSync('chown', ['root:dialout', line.path]);
    const [command, ...words] = [...STRANGER, process.execPath, BIN, 'parse', line.path];
    const child = spawn(command, words, { env: cleanEnv() });
    let stderr = '';
    child.stderr.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
    });
    expect(await new Promise((resolve) => child.on('close', resolve))).toBe(3);
    expect(stderr).toBe(
      `Error: cannot read ${line.path}: permission denied\n` +
        'Try: join the group that owns it: sudo usermod -aG dialout "$USER", then log in again\n' +
        `Try: see who may: ls -l ${line.path}\n`,
    );
  });
});

test.each([
  [
    ['--input-format', 'serial', 'x', '--baud', 'fast'],
    '--baud takes a speed in bits a second, or keep, not "fast"',
  ],
  [['a.log', '--baud', '9600'], '--baud has no effect here: it needs a serial device, such as /dev/ttyUSB0'],
  [['a.log', '--until', '0x41'], '--until has no effect here: it needs --follow or a serial device'],
  [['--follow', 'a.log', '--until', '61'], '--until 61'],
  [['--follow', 'a.log', '--until', 'login'], '--until takes a code from 0x00 to 0xffff, not "login"'],
  [['--follow', 'a.log', '--timeout', '5'], '--timeout'],
])('%j is refused', async (args, words) => {
  const { exitCode, stderr } = await runCli(['parse', ...args]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain(words);
});
