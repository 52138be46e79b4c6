/** Repeated boots and comparisons with real guests: what a person does to learn whether a commit slowed the boot. */
import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv, ROOT, runCli } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';
import { asm, romImage } from '../kvm/guest-image.js';

const folder = temporaryFolder();

interface Row {
  readonly name: string;
  readonly n?: number;
  readonly side?: string;
  readonly verdict?: string;
}
interface Document {
  readonly boots: readonly {
    readonly side?: string;
    readonly warmup?: boolean;
    readonly totalNs: number;
    readonly vmmStartNs: number;
    readonly stop?: { readonly reason: string };
    readonly events: readonly { readonly kind: string; readonly hex?: string; readonly timeNs: number }[];
  }[];
  readonly summary?: readonly Row[];
  readonly rows: readonly Row[];
  readonly verdict: string;
  readonly passed: boolean;
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}

async function json(...args: string[]) {
  const { stdout, stderr, exitCode } = await runCli([...args, '--json']);
  return { document: JSON.parse(stdout) as Document, stderr, exitCode };
}

const codesOf = (document: Document) =>
  document.boots.map(({ events }) =>
    events.filter(({ kind }) => kind === 'code').map(({ hex, timeNs }) => [hex, timeNs]),
  );

/** A guest that ends at once. */
const tiny = () => folder.write('tiny.bin', romImage([...asm.post(0x40), ...asm.post(0x41), ...asm.reset]));

describeWith([requirement.kvm()], 'run --runs', () => {
  test('boots as often as is said, and every file reads back to the same boots', async () => {
    const [trace, log] = [folder.file('runs.ndjson'), folder.file('runs.log')];
    const files = ['--save', trace, '--log-file', log];
    const { document, stderr, exitCode } = await json('run', '--runs', '3', '--warmup', '2', ...files);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect(document.boots.map(({ warmup, stop }) => [warmup, stop!.reason])).toEqual(
      Array(3).fill([undefined, 'reset']),
    );
    expect(document.summary!.find(({ name }) => name === 'total')!.n).toBe(3);
    const saved = (await json('report', trace)).document;
    expect(saved.boots.map(({ warmup }) => warmup)).toEqual([true, true, undefined, undefined, undefined]);
    expect(saved.summary).toEqual(document.summary);
    expect(codesOf(saved).slice(2)).toEqual(codesOf(document));
    expect(saved.diagnostics.map(({ code }) => code)).toContain('warmup-boots');
    // A log cannot mark warm-ups, so it has none.
    const logged = (await json('parse', log)).document;
    expect(codesOf(logged)).toEqual(codesOf(document));
    // A log has whole microseconds.
    for (const [at, { vmmStartNs }] of document.boots.entries())
      expect(Math.abs(logged.boots[at]!.vmmStartNs - vmmStartNs)).toBeLessThanOrEqual(1000);
  });

  test('counts what the monitor does before each boot from the start of that boot', async () => {
    const { document } = await json('run', '--runs', '10', '--firmware', tiny(), '--memory', '64M');
    // Counted from the start of the program, the last would have all the others before it.
    const before = document.boots.slice(0, -1).map(({ vmmStartNs, totalNs }) => vmmStartNs + totalNs);
    expect(document.boots.at(-1)!.vmmStartNs).toBeLessThan(before.reduce((sum, timeNs) => sum + timeNs, 0));
  });

  test('keeps the guests’ text off the terminal unless -v is given', async () => {
    const quiet = await runCli(['run', '--runs', '2', '--ascii']);
    expect(quiet).toMatchObject({ stderr: '', exitCode: 0 });
    expect(quiet.stdout).not.toContain('hello from real mode');
    expect(quiet.stdout).toMatch(/^boot +total ms/);
    const loud = await runCli(['run', '--runs', '2', '-v', '--log-file', '/dev/null']);
    expect(loud.stdout.match(/hello from real mode/g)).toHaveLength(2);
    expect(loud.stderr).toMatch(/^boot 1: [\d.]+ ms, reset\nboot 2: [\d.]+ ms, reset\n$/);
  });

  test('says once what is true of every boot', async () => {
    const disk = folder.write('disk.raw', new Uint8Array(1 << 20));
    const guest = ['--firmware', tiny(), '--memory', '64M', '--disk', `path=${disk},direct=on`];
    const { document } = await json('run', '--runs', '3', ...guest);
    const about = document.diagnostics.filter(({ message }) => message.includes('direct'));
    expect(about).toHaveLength(1);
  });

  test('keeps boots that fail, names them, leaves them out of the statistics, and exits 4', async () => {
    const hang = folder.write('hang.bin', romImage([...asm.post(0x40), ...asm.loop]));
    const args = ['--firmware', hang, '--memory', '64M', '--timeout', '50ms', '--runs', '2'];
    const { document, stderr, exitCode } = await json('run', ...args);
    expect(exitCode).toBe(4);
    expect(document.boots.map(({ stop }) => stop!.reason)).toEqual(['timeout', 'timeout']);
    expect(document.summary).toEqual([]);
    const warning = document.diagnostics.find(({ code }) => code === 'failed-boots')!;
    expect(warning.message).toContain('2 failed boots are left out of the statistics: boot 1 (timeout)');
    expect(stderr).toContain('2 of 2 boots failed; boot 1: the guest did not end within 0.05 s');
  });

  test('shows what has ended when it is interrupted, and exits 130', async () => {
    const trace = folder.file('cut.ndjson');
    const child = spawn(process.execPath, [BIN, 'run', '--runs', '10000', '--save', trace, '--ascii'], {
      cwd: ROOT,
      env: cleanEnv(),
    });
    let stdout = '';
    child.stdout.on('data', (chunk) => {
      stdout += String(chunk);
    });
    const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
    await waitFor(() => readOrEmpty(trace).split('"kind":"stop"').length > 3);
    child.kill('SIGINT');
    expect(await exited).toBe(130);
    expect(stdout).toMatch(/^boot +total ms/);
    expect(stdout).toContain('\ntotal ');
    const { document } = await json('parse', trace);
    expect(document.boots.length).toBeGreaterThanOrEqual(3);
  });
});

describeWith([requirement.kvm()], 'two hundred boots in one process', () => {
  test('leave no descriptor, no thread and no memory behind', { timeout: 180_000 }, async () => {
    const args = [
      'run',
      '--runs',
      '200',
      '--firmware',
      tiny(),
      '--memory',
      '64M',
      '-v',
      '--log-file',
      '/dev/null',
    ];
    const child = spawn(process.execPath, [BIN, ...args, '--json'], { cwd: ROOT, env: cleanEnv() });
    child.stdout.resume();
    const held: Held[] = [];
    let boots = 0;
    child.stderr.on('data', (chunk) => {
      boots += String(chunk).split('\n').length - 1;
      // The line of a boot is printed before the next one begins, so nothing of a boot should be there.
      if (boots < 200) held.push(heldBy(child.pid!));
    });
    const exitCode = await new Promise<number | null>((resolve) => child.on('close', resolve));
    expect([exitCode, boots]).toEqual([0, 200]);
    // A sample may fall into a boot; only what is there at the quietest moment could have been left behind.
    const half = Math.floor(held.length / 2);
    const least = (values: readonly Held[], of: keyof Held) => Math.min(...values.map((value) => value[of]));
    const most = (values: readonly Held[], of: keyof Held) => Math.max(...values.map((value) => value[of]));
    for (const of of ['descriptors', 'threads'] as const)
      expect(least(held.slice(half), of)).toBeLessThanOrEqual(most(held.slice(0, half), of));
    // Each boot maps 64 MiB for its guest and a few more beside: what one of them keeps, a hundred would show.
    const growthKiB = least(held.slice(half), 'residentKiB') - least(held.slice(10, half), 'residentKiB');
    expect(growthKiB).toBeLessThan(64 * 1024);
  });
});

interface Held {
  readonly descriptors: number;
  readonly threads: number;
  readonly residentKiB: number;
}

function heldBy(pid: number): Held {
  const count = (what: string) =>
    execFileSync('ls', [`/proc/${pid}/${what}`])
      .toString()
      .split('\n').length - 1;
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
  return { descriptors: count('fd'), threads: count('task'), residentKiB: Number(resident![1]) };
}

/** The sample guest whose kernel takes so many times as long between 0x40 and 0x80: a commit that slowed the boot. */
function slowerGuest(): string {
  const source = readFileSync(path.join(ROOT, 'samples', 'guest', 'sample-guest.asm'), 'utf8');
  const slow = source.replace(
    /post +0x40\n( +)wait_ms %1, 10\n/,
    (wait) => wait + '        wait_ms %1, 50\n'.repeat(3),
  );
  expect(slow).not.toBe(source);
  const [file, image] = [folder.write('slow.asm', slow), folder.file('slow.bin')];
  execFileSync('nasm', ['-f', 'bin', '-o', image, file]);
  return image;
}

const SAMPLE = path.join(ROOT, 'samples', 'guest', 'sample-guest.bin');
const RUNS = ['--runs', '8', '--memory', '64M', '--debug-console', 'null'];
/** On a machine that is busy with other tests, nothing but what the slower guest adds may count. */
const FLOOR = ['--floor', '75ms'];
const rowOf = (rows: readonly Row[], name: string) => rows.find((row) => row.name === name)!;

describeWith(
  [requirement.kvm(), requirement.debianPackage('nasm', 'nasm')],
  'did this commit slow our boot',
  () => {
    test('in two commands: a run saved before, and a check of a run after', {
      timeout: 120_000,
    }, async () => {
      const [before, after, again] = ['before', 'after', 'again'].map((name) =>
        folder.file(`${name}.ndjson`),
      );
      await json('run', ...RUNS, '--firmware', SAMPLE, '--save', before!);
      await json('run', ...RUNS, '--firmware', slowerGuest(), '--save', after!);
      await json('run', ...RUNS, '--firmware', SAMPLE, '--save', again!);

      const slower = await json('diff', before!, after!, ...FLOOR);
      expect([slower.exitCode, slower.document.verdict]).toEqual([1, 'regression']);
      expect(rowOf(slower.document.rows, 'kernel')).toMatchObject({
        verdict: 'regression',
        baseN: 8,
        headN: 8,
      });
      const check = await json('check', after!, '--baseline', before!, ...FLOOR);
      expect([check.exitCode, check.document.passed]).toEqual([1, false]);

      const same = await json('diff', before!, again!, ...FLOOR);
      expect(same.exitCode).toBe(0);
      expect(same.document.verdict).not.toBe('regression');
      expect((await json('check', again!, '--baseline', before!, ...FLOOR)).exitCode).toBe(0);
    });

    test('in one: boots of both taking turns', { timeout: 120_000 }, async () => {
      const trace = folder.file('ab.ndjson');
      const args = [...RUNS, '--firmware', SAMPLE, ...FLOOR, '--save', trace, '--warmup', '1'];
      const { document, exitCode } = await json('run', ...args, '--vs', `--firmware '${slowerGuest()}'`);
      expect([exitCode, document.verdict]).toEqual([1, 'regression']);
      expect(rowOf(document.rows, 'kernel').verdict).toBe('regression');
      expect(document.boots.map(({ side }) => side!.charAt(0)).join('')).toBe('bhhbbhhbbhhbbhhb');
      const totals = document.summary!.filter(({ name }) => name === 'total');
      expect(totals.map(({ side, n }) => [side, n])).toEqual([
        ['base', 8],
        ['head', 8],
      ]);
      const diff = await json('diff', trace, ...FLOOR);
      expect(diff.exitCode).toBe(1);
      expect(diff.document.rows).toEqual(document.rows);
      const report = await json('report', trace);
      expect(report.document.summary).toEqual(document.summary);
    });

    test('and not when it is the same guest', { timeout: 120_000 }, async () => {
      const same = await json('run', ...RUNS, '--firmware', SAMPLE, ...FLOOR, '--vs', '');
      expect(same.exitCode).toBe(0);
      expect(same.document.verdict).not.toBe('regression');
    });
  },
);

describe('what cannot be is refused before a guest runs', () => {
  test.each([
    [['--runs', '0'], '--runs takes a whole number from 1 to 10000'],
    [['--runs', 'many'], '--runs takes a whole number from 1 to 10000'],
    [['--vs', '--cpus'], '--vs: --cpus needs a value: --cpus N'],
    [['--vs', '--cpus 0'], '1 to 255'],
    [['--vs', '--timeout 5s'], 'The flags of a guest: --firmware'],
    [['--vs', '', '--log-file', 'x.log'], 'a log file cannot record the side'],
    [['--until-conclusive'], 'needs --vs'],
    [['--vs', '', '--alpha', '2'], '--alpha 2'],
  ])('%j', async (args, message) => {
    const { stdout, stderr, exitCode } = await runCli(['run', ...args]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
  });
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
    if (tries > 1500) throw new Error('waited for 30 s in vain');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
