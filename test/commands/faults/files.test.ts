/** Disks that fill up and files that vanish while the program writes them: what was captured is shown, and what failed is said. */
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../../helpers/requirements.js';
import { runCli, runShell } from '../../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../../helpers/sample-log.js';
import { temporaryFolder } from '../../helpers/temporary-folder.js';
import { asm, romImage } from '../../kvm/guest-image.js';
import { privileges } from './privileges.js';
import { startCli } from './start-cli.js';

const folder = temporaryFolder();

interface Report {
  readonly boots: readonly {
    readonly events: readonly { readonly hex?: string }[];
    readonly stop?: { reason: string };
  }[];
  readonly diagnostics: readonly { readonly code: string; readonly message: string }[];
}
const codesOf = ({ boots }: Report) => boots.flatMap(({ events }) => events.flatMap(({ hex }) => hex ?? []));

/** 200 codes, 16 KiB of text on port 0xe9, a last code. */
const CHATTY = [
  // mov cx, 200; out 0x80, cl's value through al; loop
  ...[0xb9, 0xc8, 0x00, 0x88, 0xc8, 0xe6, 0x80, 0xe2, 0xfa],
  // mov al, 'A'; mov dx, PORT; mov cx, 16384; out dx, al; loop
  ...[0xb0, 0x41, 0xba, 0xe9, 0x00, 0xb9, 0x00, 0x40, 0xee, 0xe2, 0xfd],
  ...asm.post(0x61),
  ...asm.reset,
];
const LAST_CODE = '0x61';

describeWith([requirement.kvm(), privileges.mounts()], 'a disk that fills up during a run', () => {
  let guest = '';
  /** The mounted disk of 8 KiB, of which a copy is left in `left`. */
  let small = '';
  let left = '';
  beforeEach(() => {
    guest = folder.write('guest.bin', romImage(CHATTY));
    [small, left] = [folder.file('small'), folder.file('left')];
    mkdirSync(small);
  });

  /** What the shell line prints: the program runs on a disk of its own. */
  async function onSmallDisk(flags: string) {
    const run = `"${process.execPath}" bin/run.js run --firmware "${guest}" ${flags}`;
    const script = `mount -t tmpfs -o size=8k none "${small}" && ${run}; code=$?; cp -r "${small}" "${left}"; exit $code`;
    return runShell(`unshare --mount sh -c '${script}'`);
  }

  test.each([
    ['--save', 'boot.ndjson', (file: string) => `--save ${file}`],
    ['--log-file', 'boot.log', (file: string) => `--log-file ${file}`],
    ['--debug-console', 'console.txt', (file: string) => `--debug-console file=${file}`],
    ['--save and --log-file', 'boot.log', (file: string) => `--save ${file}.ndjson --log-file ${file}`],
  ])(
    '%s: the boot is shown to its end, exit code 3, and the file can be read to where it ends',
    async (_, name, flag) => {
      const { stdout, stderr, exitCode } = await onSmallDisk(`--json ${flag(path.join(small, name))}`);
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/^Error: cannot write \S+: no space left on device\n/);
      expect(stderr).toContain('df -h');
      const report = JSON.parse(stdout) as Report;
      expect(report.boots[0]!.stop?.reason).toBe('reset');
      expect(codesOf(report)).toHaveLength(201);
      expect(codesOf(report).at(-1)).toBe(LAST_CODE);
      if (name === 'console.txt') return;
      const parsed = await runCli(['parse', '--json', path.join(left, name)]);
      const saved = codesOf(JSON.parse(parsed.stdout) as Report);
      expect(parsed.exitCode).toBe(0);
      expect(saved.length).toBeGreaterThan(10);
      expect(saved).toEqual(codesOf(report).slice(0, saved.length));
    },
  );

  test('bytes of a console that found no room are counted', async () => {
    const { stdout } = await onSmallDisk(
      `--json --debug-console file=${path.join(small, 'x')} --save ${folder.file('whole')}`,
    );
    const lost = (JSON.parse(stdout) as Report).diagnostics.find(({ code }) => code === 'console-lost');
    expect(lost?.message).toMatch(/^\d+ bytes of debug-console did not fit/);
  });

  test('no further boot is made in vain', async () => {
    const { stdout, exitCode } = await onSmallDisk(`--json --runs 5 --save ${path.join(small, 'boots')}`);
    expect(exitCode).toBe(3);
    expect((JSON.parse(stdout) as Report).boots).toHaveLength(1);
  });

  test('--output: the report goes to standard output instead, and nothing half-written stays', async () => {
    const { stdout, stderr, exitCode } = await onSmallDisk(
      `--json --output ${path.join(small, 'report.json')}`,
    );
    expect(exitCode).toBe(3);
    expect(stderr).toContain(
      'report.json: no space left on device; the report is on standard output instead',
    );
    expect(codesOf(JSON.parse(stdout.slice(stdout.indexOf('{"schemaVersion"'))) as Report).at(-1)).toBe(
      LAST_CODE,
    );
    expect((await runShell(`ls -A "${left}"`)).stdout).toBe('');
  });
});

describeWith([requirement.kvm()], 'a limit on the size of files', () => {
  test('is an error with its name, not a signal', async () => {
    const guest = folder.write('guest.bin', romImage(CHATTY));
    const line = `prlimit --fsize=8192 "${process.execPath}" bin/run.js run --firmware "${guest}" --save "${folder.file('x')}" | tail -n 30`;
    const { stdout, stderr, exitCode } = await runShell(`set -o pipefail; ${line}`);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/cannot write \S+: file too large\nTry: .*ulimit -f/);
    expect(stdout).toContain('firmware');
  });
});

describeWith([requirement.kvm()], 'a folder that vanishes during a run', () => {
  const guest = () =>
    folder.write('guest.bin', romImage([...asm.print(0x402, 'alive\n'), ...asm.post(0x40), ...asm.loop]));
  const flags = () => ['run', '--firmware', guest(), '--timeout', '30s'];

  test('--output: the report is on standard output', async () => {
    const gone = folder.file('gone');
    mkdirSync(gone);
    const run = startCli([...flags(), '--json', '--output', path.join(gone, 'report.json')]);
    await run.sees('alive');
    rmSync(gone, { recursive: true });
    expect(await run.stop('SIGTERM')).toBe(3);
    expect(run.stderr()).toMatch(
      /^Error: cannot write \S+report\.json: no such file or directory; the report is on standard/,
    );
    expect(codesOf(JSON.parse(run.stdout().slice('alive\n'.length)) as Report)).toEqual(['0x40']);
  });

  test('--save: it is said that the file is gone', async () => {
    const gone = folder.file('gone');
    mkdirSync(gone);
    const run = startCli([...flags(), '--save', path.join(gone, 'boot.ndjson')]);
    await run.sees('alive');
    rmSync(gone, { recursive: true });
    expect(await run.stop('SIGTERM')).toBe(3);
    expect(run.stderr()).toMatch(/boot\.ndjson was removed while it was written/);
    expect(run.stdout()).toContain('ended by interrupted');
  });
});

describe('a log that changes while it is read', () => {
  test('is read as far as it goes', async () => {
    const log = folder.write('cut.log', sampleLog(Array.from({ length: 20_000 }, () => sampleBoot(1000))));
    const line = `"${process.execPath}" bin/run.js report --json "${log}" & truncate -s 100000 "${log}"; wait $!`;
    const { stdout, stderr, exitCode } = await runShell(line);
    expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
    expect((JSON.parse(stdout) as Report).boots.length).toBeGreaterThan(100);
    expect(readFileSync(log).length).toBe(100_000);
  });
});
