import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv, ROOT, runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, protectedImage, romImage } from '../kvm/guest-image.js';

const folder = temporaryFolder();

interface RunEvent {
  readonly kind: string;
  readonly timeNs: number;
  readonly hex?: string;
  readonly channel?: string;
  readonly text?: string;
  readonly phase?: string;
}
interface RunDocument {
  readonly command: string;
  readonly boots: readonly {
    readonly input: string;
    readonly format: string;
    readonly totalNs: number;
    readonly provenance: { readonly startedAt: string | null } | null;
    readonly vmmStartNs: number | null;
    readonly stop?: { readonly reason: string; readonly detail: string | null };
    readonly events: readonly RunEvent[];
    readonly ledger: readonly { readonly name: string; readonly durationNs: number }[];
  }[];
}

interface StoppedBoot {
  readonly stop: { readonly timeNs: number };
  readonly ledger: readonly object[];
  readonly exits: readonly { kind: string; address: number | null; count: number; totalNs: number }[];
  readonly observer: { readonly debugExits: number };
}

async function runJson(...args: string[]) {
  const { stdout, stderr, exitCode } = await runCli(['run', '--json', ...args]);
  const boot = (JSON.parse(stdout) as RunDocument).boots[0]!;
  const codes = boot.events.filter(({ kind }) => kind === 'code');
  return { boot, codes, stderr, exitCode };
}

const codesAndTimes = (events: readonly RunEvent[]) =>
  events.filter(({ kind }) => kind === 'code').map(({ hex, timeNs }) => [hex, timeNs]);

/** What the sample guest's source says it does, in order. */
const SAMPLE_CODES = '0x01 0x02 0x03 0x20 0x21 0x40 0x80 0x41 0x60 0x61'.split(' ');

describeWith([requirement.kvm()], 'run', () => {
  test('without a guest flag boots the sample guest on all three ports to its reset', async () => {
    const { boot, codes, stderr, exitCode } = await runJson();
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(boot).toMatchObject({ input: 'sample guest', format: 'bundled', stop: { reason: 'reset' } });
    expect(codes.map(({ hex }) => hex)).toEqual(SAMPLE_CODES);
    const channels = new Set(boot.events.map(({ channel }) => channel));
    expect(channels).toEqual(new Set([undefined, 'firmware-debug', 'debug-console']));
    expect(boot.events[0]).toMatchObject({ kind: 'lifecycle', phase: 'guest-entry' });
    const names = boot.ledger.map(({ name }) => name);
    for (const name of ['setup', 'firmware', 'bootloader', 'kernel', 'userspace'])
      expect(names).toContain(name);
    expect(boot.ledger.reduce((sum, { durationNs }) => sum + durationNs, 0)).toBe(boot.totalNs);
  });

  test('says how a boot was taken, also of one that is not saved', async () => {
    const { boot } = await runJson();
    expect(boot.provenance).toMatchObject({
      engine: 'bundled',
      guest: { memorySize: 2 ** 29, cpus: 1 },
      host: { kernel: expect.any(String) },
    });
    expect(Date.parse(boot.provenance!.startedAt!)).toBeGreaterThan(Date.parse('2026-01-01'));
  });

  test('gives the same events as JSON, in the trace file and in the log', async () => {
    const [trace, log] = [folder.file('boot.ndjson'), folder.file('boot.log')];
    const { boot } = await runJson('--save', trace, '--log-file', log);
    const parse = async (file: string) =>
      (JSON.parse((await runCli(['parse', '--json', file])).stdout) as RunDocument).boots[0]!;
    const [saved, logged] = [await parse(trace), await parse(log)];
    expect(saved.events).toEqual(boot.events);
    expect(saved.provenance).toEqual(boot.provenance);
    expect(logged.provenance).toBeNull();
    expect(saved.vmmStartNs).toBe(boot.vmmStartNs);
    expect(codesAndTimes(logged.events)).toEqual(codesAndTimes(boot.events));
    expect(readFileSync(log, 'utf8').match(/Debug I\/O port/g)).toHaveLength(SAMPLE_CODES.length);
  });

  test('prints the timeline after the text of port 0x402', async () => {
    const { stdout, stderr, exitCode } = await runCli(['run', '--ascii']);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toMatch(/^sample firmware: hello from real mode\n/);
    expect(stdout).toContain('ended by reset');
  });

  test('writes consoles where they are sent, and none of it into a machine format', async () => {
    const file = folder.file('console.txt');
    const { stderr } = await runJson('--debug-console', `file=${file}`);
    expect(stderr).toBe('');
    expect(readFileSync(file, 'utf8')).toBe('sample boot loader: protected mode\nsample kernel: long mode\n');
    const onTerminal = await runCli(['run', '--debug-console', 'tty']);
    expect(onTerminal.stdout).toContain('\nsample boot loader: protected mode\n');
  });

  test('takes the debug console off its usual port', async () => {
    const image = folder.write('guest.bin', romImage([...asm.echo(0xe9), ...asm.echo(0x3e9), ...asm.reset]));
    const { codes } = await runJson('--firmware', image, '--debug-console', 'null,iobase=0x3e9');
    expect(codes.map(({ hex }) => hex)).toEqual(['0xff', '0xe9']);
  });

  test('stops when the awaited code arrives', async () => {
    const { boot, codes, exitCode } = await runJson('--until', '0x41');
    expect(exitCode).toBe(0);
    expect(boot.stop).toMatchObject({ reason: 'until', detail: 'code 0x41 arrived' });
    expect(codes.at(-1)!.hex).toBe('0x41');
  });

  test('says what was reached when the time is over, and exits 4', async () => {
    const image = folder.write('guest.bin', romImage([...asm.post(0x40), ...asm.loop]));
    const { boot, stderr, exitCode } = await runJson(
      '--firmware',
      image,
      '--timeout',
      '300ms',
      '--until',
      '0x41',
    );
    expect(exitCode).toBe(4);
    expect(boot.stop!.reason).toBe('timeout');
    expect(stderr).toMatch(/code 0x41 did not arrive within 0\.3 s; last code 0x40 at [\d.]+ ms/);
  });

  test('says when it stopped a guest that waits at a prompt, takes shares of that, and keeps it in the trace file', async () => {
    // Two bytes to the serial port, and then reads of its status for ever, as of a prompt that waits for a key.
    const prompt = [0xba, 0xfd, 0x03, 0xec, 0xeb, 0xfd];
    const code = [...asm.post(0x40), ...asm.print(0x3f8, '=>'), ...prompt];
    const image = folder.write('prompt.bin', romImage(code));
    const trace = folder.file('prompt.ndjson');
    const { boot } = await runJson('--firmware', image, '--timeout', '1s', '--save', trace);
    const { stop, ledger, exits, observer } = boot as unknown as StoppedBoot;
    expect(stop.timeNs).toBeGreaterThanOrEqual(1e9);
    expect(ledger.at(-1)).toMatchObject({ kind: 'end', startNs: boot.totalNs, endNs: stop.timeNs });
    const costNs = exits.filter(({ kind }) => kind !== 'kernel').reduce((sum, row) => sum + row.totalNs, 0);
    expect(costNs).toBeLessThanOrEqual(stop.timeNs);
    expect(exits.find(({ address }) => address === 0x3fd)?.count).toBeGreaterThan(100);
    // The code, two bytes, and at most one poll for each of them.
    expect(observer.debugExits).toBeLessThanOrEqual(5);
    const saved = await runCli(['parse', '--json', trace]);
    expect(JSON.parse(saved.stdout).boots[0]).toMatchObject({ stop, ledger, exits, observer });
    const table = await runCli(['report', trace]);
    expect(table.stdout).toMatch(/^end +\d/m);
    expect(table.stdout).toMatch(/serial status polls, port 0x3fd, com1/);
    const shares = [...table.stdout.matchAll(/([\d.]+) %/g)].map(([, share]) => Number(share));
    expect(Math.max(...shares)).toBeLessThanOrEqual(100);
  });

  test('reports a crash with the registers, and exits 4', async () => {
    // ud2 in protected mode, where no interrupt descriptor is present: a fault that nothing can handle.
    const image = folder.write('guest.bin', protectedImage([...asm.post(0x01), 0x0f, 0x0b]));
    const { boot, codes, stderr, exitCode } = await runJson('--firmware', image);
    expect(exitCode).toBe(4);
    expect(boot.stop!.reason).toBe('crash');
    expect(codes.map(({ hex }) => hex)).toEqual(['0x01']);
    expect(stderr.replaceAll(/\s+/g, ' ')).toMatch(/the guest crashed: vCPU 0: .*rip=0x[0-9a-f]+/);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('at %s ends the guest at once, prints what it has and exits %i', async (signal, expected) => {
    const image = folder.write('guest.bin', romImage([...asm.post(0x40), ...asm.loop]));
    const log = folder.file('boot.log');
    const child = spawn(process.execPath, [BIN, 'run', '--firmware', image, '--log-file', log], {
      cwd: ROOT,
      env: cleanEnv(),
    });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
    await waitFor(() => readOrEmpty(log).includes('code 0x40'));
    const killed = performance.now();
    child.kill(signal);
    expect(await exited).toBe(expected);
    // Long before the guest's own timeout, on a machine that may be busy.
    expect(performance.now() - killed).toBeLessThan(10_000);
    expect(stdout).toContain('0x40');
    expect(stdout).toContain('interrupted');
  });

  test.each(['--save', '--log-file'])(
    'says that the disk is full where %s goes, and exits 3',
    async (flag) => {
      const { stderr, exitCode } = await runCli([
        'run',
        '--json',
        '--output',
        '/dev/null',
        flag,
        '/dev/full',
      ]);
      expect(exitCode).toBe(3);
      expect(stderr).toContain('cannot write /dev/full');
    },
  );

  test('logs the moments of the run with -v', async () => {
    const log = folder.file('boot.log');
    await runCli(['run', '-v', '--log-file', log]);
    expect(readFileSync(log, 'utf8')).toMatch(
      /INFO:\S+ -- Booting VM\r\n[\s\S]*INFO:\S+ -- VM reset event\r\n$/,
    );
    const quiet = await runCli(['run', '-v']);
    expect(quiet.stderr).toContain('Debug I/O port: Kernel code 0x41');
  });
});

test.each([
  [['--firmware', '/no/such/file'], 'there is no such file'],
  [['--firmware', '.'], 'directory'],
  [['--firmware', 'package.json'], 'whole number of 4 KiB pages'],
  [['--memory', 'lots'], '--memory "lots"'],
  [['--memory', '100'], 'the unit of the size is missing'],
  [['--cpus', '0'], '1 to 255'],
  [['--timeout', 'soon'], '--timeout "soon"'],
  [['--until', '0x100'], '0x00 to 0xff'],
  [['--debug-console', 'tty,iobase=0x80'], 'iobase=0x80'],
  [['--serial', 'modem'], '--serial "modem"'],
  [['--log-file', '/no/such/folder/x.log'], 'cannot write'],
  [['--save', '/no/such/folder/x.ndjson'], 'cannot write'],
])('%s is refused with what to do about it, exit 2', async (args, message) => {
  const { stdout, stderr, exitCode } = await runCli(['run', ...args]);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr.replaceAll(/\s+/g, ' ')).toContain(message);
});

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

async function waitFor(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 500) throw new Error('waited for 10 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
