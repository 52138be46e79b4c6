/** Logs that are made to exhaust memory: they cost time, not memory, and what was left out is said. */
import { execFileSync } from 'node:child_process';
import { gzipSync } from 'node:zlib';
import { describe, expect, test, vi } from 'vitest';
import { measure } from '../helpers/measured-run.js';
import { describeWith, requirement } from '../helpers/requirements.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';

vi.setConfig({ testTimeout: 240_000 });

const MiB = 2 ** 20;
/** What the program takes to read anything: the JavaScript engine, buffers, and the garbage of a moment. */
const BASE_MIB = 220;
/** Most that twice the input may cost on top: garbage is collected now or a little later. */
const SLACK_MIB = 48;

function* times<T>(count: number, make: (at: number) => T): Generator<T> {
  for (let at = 0; at < count; at++) yield make(at);
}

/** Lines in pieces of about a MiB. */
function* lines(count: number, make: (at: number) => string): Generator<Uint8Array> {
  let piece = '';
  for (let at = 0; at < count; at++) {
    piece += make(at);
    if (piece.length > MiB) {
      yield Buffer.from(piece);
      piece = '';
    }
  }
  yield Buffer.from(piece);
}

const repeated = (unit: string) => {
  const piece = Buffer.alloc(MiB, unit);
  return (mebibytes: number) => times(mebibytes, () => piece);
};

const HEADER =
  '{"kind":"header","schemaVersion":1,"boottrace":"1","engine":"bundled","guest":{},"host":{}}\n';
const badCode = (at: number) =>
  `cloud-hypervisor: 0.${at}s: <vcpu0> INFO:x.rs:84 -- [Debug I/O port: Kernel code 0xzz] 0.x seconds\n`;
const finding = (at: number) =>
  `{"kind":"diagnostic","diagnostic":{"severity":"warning","code":"c${at}","message":"m","input":null,"line":null}}\n`;

function* withHeader(pieces: Iterable<Uint8Array>): Generator<Uint8Array> {
  yield Buffer.from(HEADER);
  yield* pieces;
}

describe.each<{
  readonly what: string;
  readonly args: readonly string[];
  /** Sizes, the second twice the first. */
  readonly sizes: readonly [number, number];
  readonly input: (size: number) => Iterable<Uint8Array>;
  /** Part of what is printed, wherever. */
  readonly says: string;
}>([
  {
    what: 'MiB of one line',
    args: ['parse', '-'],
    sizes: [192, 384],
    input: repeated('a'),
    says: 'No boot code was found',
  },
  {
    what: 'MiB of one line of needles',
    args: ['parse', '-'],
    sizes: [64, 128],
    input: repeated('[Debug I/O port: '),
    says: 'long-line',
  },
  {
    what: 'findings',
    args: ['parse', '-'],
    sizes: [200_000, 400_000],
    input: (size) => lines(size, badCode),
    says: 'More lines with the finding torn-line',
  },
  {
    what: 'findings of as many kinds',
    args: ['parse', '-'],
    sizes: [200_000, 400_000],
    input: (size) => withHeader(lines(size, finding)),
    says: 'of further kinds: 399900',
  },
  {
    what: 'MiB of nested arrays',
    args: ['parse', '--input-format', 'boottrace', '-'],
    sizes: [32, 64],
    input: repeated('['),
    says: 'torn-line',
  },
  {
    what: 'MiB of nested objects',
    args: ['parse', '--input-format', 'cloud-hypervisor-events', '-'],
    sizes: [16, 32],
    input: repeated('{"a":'),
    says: 'no-events',
  },
  {
    what: 'MiB of a nested trace',
    args: ['parse', '--input-format', 'cloud-hypervisor-tracer', '-'],
    sizes: [16, 32],
    input: repeated('{"a":['),
    says: 'no-events',
  },
])('$sizes $what', ({ args, sizes, input, says }) => {
  test('cost the same memory, and end with a clear result', async () => {
    const small = await measure([...args, '--json'], input(sizes[0]));
    const large = await measure([...args, '--json'], input(sizes[1]));
    expect(large).toMatchObject({ exitCode: 0, stderr: '' });
    expect(large.stdout).toContain(says);
    expect(large.outputBytes).toBeLessThan(100_000);
    expect(large.peakMiB).toBeLessThan(BASE_MIB);
    expect(large.peakMiB).toBeLessThan(small.peakMiB + SLACK_MIB);
  });
});

/** Members of a compressed file that follow one another unpack to all of them: a bomb without the time to make one. */
const BOMB_PART_MIB = 16;
const part = (unit: string) => Buffer.alloc(BOMB_PART_MIB * MiB, unit);
const bomb = (member: Uint8Array) => (mebibytes: number) => times(mebibytes / BOMB_PART_MIB, () => member);

async function unpack(input: (size: number) => Iterable<Uint8Array>, says: string): Promise<void> {
  const half = await measure(['report', '--json', '-'], input(64));
  const whole = await measure(['report', '--json', '-'], input(128));
  expect(whole).toMatchObject({ exitCode: 0, stderr: '' });
  expect(whole.stdout).toContain(says);
  expect(whole.peakMiB).toBeLessThan(BASE_MIB);
  expect(whole.peakMiB).toBeLessThan(half.peakMiB + SLACK_MIB);
}

describe('a bomb, unpacked from', () => {
  test.each([
    ['zeroes', '\0'],
    ['line ends', '\n'],
  ])('gzip, of %s', async (_, unit) => unpack(bomb(gzipSync(part(unit))), 'No boot code was found'));
});

describeWith([requirement.debianPackage('zstd', 'zstd')], 'a bomb, unpacked from', () => {
  const zstd = (input: Buffer) => execFileSync('zstd', ['-q', '-c'], { input });
  test.each([
    ['zeroes', '\0'],
    ['line ends', '\n'],
  ])('zstd, of %s', async (_, unit) => unpack(bomb(zstd(part(unit))), 'No boot code was found'));
});

describeWith([requirement.debianPackage('xz-utils', 'xz')], 'a bomb, unpacked from', () => {
  const xz = (input: Buffer) => execFileSync('xz', ['-c'], { input });
  test('xz, of zeroes', async () => unpack(bomb(xz(part('\0'))), 'No boot code was found'));
});

describeWith([requirement.debianPackage('bzip2', 'bzip2')], 'a bomb, unpacked from', () => {
  const bzip2 = (input: Buffer) => execFileSync('bzip2', ['-c'], { input });
  test('bzip2, of zeroes', async () => unpack(bomb(bzip2(part('\0'))), 'No boot code was found'));
});

describe('what is kept is bounded', () => {
  test('20,000 boots with their stages are reported, all of them', async () => {
    const boot = sampleLog([sampleBoot(80_000)]);
    const { exitCode, stdout, stderr, peakMiB } = await measure(
      ['report', '--csv', '-'],
      lines(20_000, () => boot),
    );
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toContain('\nkernel,stage,20000,80000,');
    expect(peakMiB).toBeLessThan(BASE_MIB + 100);
  });

  const header = JSON.stringify({ ...JSON.parse(HEADER), guest: { image: 'x'.repeat(MiB - 500) } });
  const bootUnder = (at: number) =>
    Buffer.from(`${header}\n{"kind":"boot","boot":${at},"vmmStartNs":null}\n`);

  test('headers of a MiB for a boot each: those beyond a quarter of a GiB are left out, and nothing is judged', async () => {
    const report = await measure(['report', '--json', '-'], times(300, bootUnder));
    expect(report).toMatchObject({ exitCode: 0, stderr: '' });
    expect(report.peakMiB).toBeLessThan(BASE_MIB + 300);
    expect(report.stdout).toContain('"code":"event-limit"');
    const check = await measure(['check', '--max', 'total=1s', '-'], times(300, bootUnder));
    expect(check).toMatchObject({ exitCode: 2, stdout: '' });
    expect(check.stderr).toMatch(/^Error: -: cannot be judged, because parts of it were not kept\. /);
  });

  test('short moments in lines of a MiB do not keep the lines', async () => {
    const line = Buffer.from(
      `${'x'.repeat(MiB - 100)}[a:b] Guest-boot-time =  90000 us 90 ms,  60000 CPU us 60 CPU ms\n`,
    );
    const { exitCode, stdout, peakMiB } = await measure(
      ['parse', '--json', '--input-format', 'firecracker', '-'],
      times(600, () => line),
    );
    expect(exitCode).toBe(0);
    expect(stdout).toContain('Guest-boot-time');
    expect(peakMiB).toBeLessThan(BASE_MIB + 300);
  });
});
