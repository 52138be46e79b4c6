import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.js';
import { ROOT, runCli, runShell } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const LOGS = 'samples/logs/cloud-hypervisor';
const DEFAULT_FORMAT = `${LOGS}/07-v52.0-plus-default-format.log`;
const folder = temporaryFolder();

interface ParsedEvent {
  readonly kind: string;
  readonly hex?: string;
  readonly line: number;
  readonly timeNs: number;
}
interface Parsed {
  readonly boots: readonly { readonly input: string; readonly events: readonly ParsedEvent[] }[];
  readonly diagnostics: readonly { readonly code: string; readonly line: number | null }[];
}

async function parseJson(...args: string[]): Promise<Parsed> {
  const { stdout, stderr, exitCode } = await runCli(['parse', '--json', ...args]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  return JSON.parse(stdout) as Parsed;
}

describe('other logs', () => {
  const all = path.join(ROOT, 'samples', 'logs');
  const samples = readdirSync(all).flatMap((format) =>
    readdirSync(path.join(all, format))
      .filter((name) => !['README.md', 'expected.json'].includes(name))
      .map((name) => ({ format, name })),
  );

  test('are told as docs/reading-logs.md has it beside other tools', async () => {
    const log = 'samples/logs/dmesg/initcall-debug.txt';
    const page = readFileSync(path.join(ROOT, 'docs', 'reading-logs.md'), 'utf8');
    const [, row = ''] = /^\| `boottrace parse` \|([^|]*)\|/m.exec(page) ?? [];
    const { stdout } = await runCli(['parse', log]);
    const told = row.match(/\d+\.\d{3}|0x40\.\.0x41|did not return: \w+|1_async_port_probe/g) ?? [];
    expect(told).toHaveLength(9);
    for (const words of told) expect(stdout).toContain(words);
  });

  test("of Cloud Hypervisor have the monitor's own lines as marks", async () => {
    const csv = ['parse', DEFAULT_FORMAT, '--csv', '--mark', 'vm event = booted=0x81:booted'];
    const { stdout, exitCode } = await runCli(csv);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('custom,0x81,booted,');
    expect(stdout).toContain(',,monitor: Event: source = vm event = booted,,,9,');
    const { stdout: plain } = await runCli(['parse', DEFAULT_FORMAT, '--csv']);
    expect(plain).not.toContain('monitor');
  });

  test('of every format are recognised, and can be given as what they are', async () => {
    const logs = samples.map(({ format, name }) => path.join('samples/logs', format, name));
    const { boots } = await parseJson(...logs);
    const formatOf = (log: string): string => log.split('/')[2] ?? '';
    expect(boots.length).toBeGreaterThan(samples.length);
    for (const boot of boots) expect(boot).toMatchObject({ format: formatOf(boot.input) });
  });

  test('are put onto the clock of a log by --with', async () => {
    await expectGolden('parse-with', [
      'parse',
      DEFAULT_FORMAT,
      '--with',
      'samples/logs/cloud-hypervisor-events/one-boot.json',
      '--with',
      'samples/logs/cloud-hypervisor-tracer/cloud-hypervisor-4711.trace',
    ]);
  });

  test('have marks of the user instead of their own', async () => {
    const log = 'samples/logs/dmesg/plain.txt';
    const codes = ({ boots }: Parsed): (string | undefined)[] =>
      boots.flatMap(({ events }) => events.filter(({ kind }) => kind === 'code').map(({ hex }) => hex));
    expect(codes(await parseJson(log))).toEqual(['0x40', '0x41']);
    expect(codes(await parseJson(log, '--mark', 'smpboot: CPU0=0x81:CPU'))).toEqual(['0x81']);
  });
});

describe('prints', () => {
  test.each(['table', 'csv', 'json'])('a log as %s', async (format) => {
    await expectGolden(`parse-${format}`, ['parse', '--format', format, DEFAULT_FORMAT]);
  });

  test('many boots, a reboot and a second process', async () => {
    await expectGolden('parse-boots', ['parse', `${LOGS}/12-reboot-and-second-process.log`]);
  });

  test('the kernel entered and init never reached, in words', async () => {
    const log = folder.write('a.log', '[Debug I/O port: Kernel code 0x40] 0.049190 seconds\n');
    const { stdout, exitCode } = await runCli(['parse', log], { env: { COLUMNS: '200' } });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/kernel entered \(0x40\).*init never reached \(no 0x41\)/);
  });
});

describe('reads every sample to exactly the events that are in it', () => {
  interface Expected {
    readonly line: number;
    readonly code: string;
    readonly vm_us: number;
  }
  const expected = JSON.parse(readFileSync(path.join(ROOT, LOGS, 'expected.json'), 'utf8')) as Record<
    string,
    readonly Expected[]
  >;
  const logs = readdirSync(path.join(ROOT, LOGS)).filter((name) => name.endsWith('.log'));

  test.each(logs)('%s', async (name) => {
    const { boots } = await parseJson(`${LOGS}/${name}`);
    const codes = boots.flatMap(({ events }) => events).filter(({ kind }) => kind === 'code');
    const found = codes.map(({ line, hex, timeNs }) => ({ line, code: Number(hex), us: timeNs / 1000 }));
    const wanted = expected[name]!.map(({ line, code, vm_us }) => ({ line, code: Number(code), us: vm_us }));
    expect(found.sort((a, b) => a.line - b.line)).toEqual(wanted.sort((a, b) => a.line - b.line));
  });
});

describe('takes its input from', () => {
  test('standard input, plain and compressed, a pipe or a file', async () => {
    const bytes = readFileSync(path.join(ROOT, DEFAULT_FORMAT));
    const { stdout } = await runCli(['parse', '--csv', DEFAULT_FORMAT]);
    expect((await runCli(['parse', '--csv', '-'], { input: bytes })).stdout).toBe(stdout);
    expect((await runCli(['parse', '--csv', '-'], { input: gzipSync(bytes) })).stdout).toBe(stdout);
    expect((await runShell(`boottrace parse --csv - < ${DEFAULT_FORMAT}`)).stdout).toBe(stdout);
    const packed = folder.write('packed.log', gzipSync(bytes));
    expect((await runCli(['parse', '--csv', packed])).stdout).toBe(stdout);
    const wide = folder.write('wide.log', Buffer.from(`\ufeff${bytes}`, 'utf16le'));
    expect((await runCli(['parse', '--csv', wide])).stdout).toBe(stdout);
  });

  test('a compressed log whose program is missing, which it says', async () => {
    const packed = folder.write('packed.log.xz', Buffer.from('fd377a585a000004', 'hex'));
    const { exitCode, stderr } = await runCli(['parse', packed], { env: { PATH: '/nonexistent' } });
    expect(exitCode).toBe(3);
    expect(stderr).toContain('compressed with xz, and the program xz is not installed');
    expect(stderr).toContain('sudo apt-get install xz-utils');
  });

  test('several logs, each boot naming its own', async () => {
    const other = `${LOGS}/08c-v52.0-log-format-msg-only.log`;
    const { boots } = await parseJson(DEFAULT_FORMAT, other);
    expect([...new Set(boots.map(({ input }) => input))]).toEqual([DEFAULT_FORMAT, other]);
  });

  test('flags after the log as well as before it', async () => {
    const { stdout } = await runCli(['parse', '--csv', DEFAULT_FORMAT]);
    expect((await runCli(['parse', DEFAULT_FORMAT, '--csv'])).stdout).toBe(stdout);
  });
});

describe('is calm about', () => {
  test('a log without any event: what was looked for, and how to get events', async () => {
    const log = folder.write('empty.log', 'nothing of interest\n');
    const { stdout, stderr, exitCode } = await runCli(['parse', log]);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(stdout).toContain('Debug I/O port');
    expect(stdout).toContain('-v');
  });

  test('bytes that are no text at all', async () => {
    const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7919) % 256));
    const { stderr, exitCode } = await runCli(['parse', '--csv', folder.write('noise.bin', bytes)]);
    expect(exitCode).toBe(0);
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  test('warnings with CSV: they are said on standard error', async () => {
    const log = folder.write('odd.log', '[Debug I/O port: Firmware code 0x40] 0.049190 seconds\n');
    const { stdout, stderr, exitCode } = await runCli(['parse', '--csv', log]);
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')[0]).toBe('boot,seq,time_us,delta_us,stage,code,name,port,vcpu,line,noise');
    expect(stderr).toMatch(new RegExp(`^(warning|note): ${log}:1: `, 'm'));
  });
});

describe('refuses, with exit code 2 and nothing on standard output,', () => {
  test.each([
    ['no log at all', ['parse'], 'Error: parse needs a LOG'],
    ['a missing file', ['parse', '--json', '/no/such.log'], 'no such file or directory'],
    ['a folder that is not there', ['parse', '/no/such/'], 'no such file or directory'],
    [
      'an unknown format',
      ['parse', '--input-format', 'tape', DEFAULT_FORMAT],
      '--input-format takes boottrace, cloud-hypervisor, ',
    ],
    ['a broken template', ['parse', '--log-format', '{nosuch}', DEFAULT_FORMAT], '{nosuch}'],
    [
      'an unknown time format',
      ['parse', '--time-format', 'stardate', DEFAULT_FORMAT],
      '--time-format takes auto, total-micros or decimal, not "stardate"',
    ],
    ['a missing table', ['parse', '--codes', '/no/such.yaml', DEFAULT_FORMAT], 'cannot read /no/such.yaml'],
    ['an unknown flag', ['parse', DEFAULT_FORMAT, '--fast'], 'parse has no flag --fast'],
    [
      'a companion of two logs',
      ['parse', DEFAULT_FORMAT, DEFAULT_FORMAT, '--with', DEFAULT_FORMAT],
      '--with works with exactly one log',
    ],
    [
      'a log as a companion',
      ['parse', DEFAULT_FORMAT, '--with', DEFAULT_FORMAT],
      'was read as cloud-hypervisor',
    ],
    ['to follow a log with a companion', ['parse', '--follow', DEFAULT_FORMAT, '--with', 'x'], '--with'],
    ['a mark that is none', ['parse', DEFAULT_FORMAT, '--mark', 'x'], '--mark'],
    ['to follow two logs', ['parse', '--follow', DEFAULT_FORMAT, DEFAULT_FORMAT], '--follow reads one log'],
  ])('%s', async (_, args, message) => {
    const { stdout, stderr, exitCode } = await runCli(args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toMatch(/^Error: /);
    expect(stderr).toContain(message);
  });

  test.each([
    ['ranges:\n  - { stage: kernel, from: 0x40, to: 0x30 }\n', ':2: '],
    ['ranges: [\n', 'codes.yaml:'],
    ['names:\n  0x40: entry\n  bad key: x\n', ':3: '],
  ])('the table %j, by its line', async (text, message) => {
    const codes = folder.write('codes.yaml', text);
    const { stdout, stderr, exitCode } = await runCli(['parse', '--codes', codes, DEFAULT_FORMAT]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
  });
});
