/** Outputs of a run into named pipes: a reader is waited for in words and within limits, and gets everything. */
import { execFileSync, spawn } from 'node:child_process';
import { beforeEach, describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { BIN, cleanEnv, runShell } from '../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
let cwd: string;

beforeEach(() => {
  cwd = folder.file('.');
  execFileSync('mkfifo', [folder.file('pipe')]);
});

/** The program, until it says that it waits; then `signal`. */
async function interrupted(args: readonly string[], signal: NodeJS.Signals) {
  const child = spawn(process.execPath, [BIN, ...args], { cwd, env: cleanEnv() });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (stderr === '') child.kill(signal);
    stderr += chunk.toString();
  });
  child.stdout.resume();
  const end = await new Promise((resolve) => child.on('close', (code, by) => resolve(code ?? by)));
  return { stderr, end };
}

describe('a named pipe that nobody reads', () => {
  test.each([
    ['--serial', '--serial file=pipe'],
    ['--debug-console', '--debug-console file=pipe'],
    ['--log-file', '--log-file pipe'],
    ['--save', '--save pipe'],
    ['--output', '--output pipe'],
  ])('%s: the timeout ends the wait', async (flag, flags) => {
    const startedMs = performance.now();
    const { stdout, stderr, exitCode } = await runShell(`boottrace run --timeout 500ms ${flags}`, { cwd });
    expect([exitCode, stdout]).toEqual([4, '']);
    const [waiting, error] = stderr.split('\n');
    expect(waiting).toBe(
      `${flag}: waiting for a reader of the named pipe pipe; --timeout, 0.5 s, or Ctrl-C ends the wait`,
    );
    expect(error).toBe(
      `Error: ${flag}: no program read the named pipe pipe within 0.5 s (--timeout); no guest was started`,
    );
    expect(performance.now() - startedMs).toBeLessThan(20_000);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('%s ends the wait', async (signal, exitCode) => {
    const { stderr, end } = await interrupted(['run', '--save', 'pipe'], signal);
    expect([end, stderr]).toEqual([exitCode, expect.stringMatching(/^--save: waiting for .*\n$/)]);
  });

  test('Ctrl-C ends the wait of a command without a timeout too', async () => {
    folder.write('x.log', sampleLog([sampleBoot(80_000)]));
    const { stderr, end } = await interrupted(['parse', 'x.log', '--output', 'pipe'], 'SIGINT');
    expect([end, stderr]).toEqual([
      'SIGINT',
      '--output: waiting for a reader of the named pipe pipe; Ctrl-C ends the wait\n',
    ]);
  });
});

test('a report goes whole into a named pipe, also to a reader that comes late and is slow', async () => {
  const boots = Array.from({ length: 300 }, (_, index) => sampleBoot(80_000 + index));
  folder.write('x.log', sampleLog(boots));
  const read = `(sleep 0.5; exec < pipe; sleep 0.5; cat > got) &`;
  const { stderr, exitCode } = await runShell(
    `${read} boottrace parse --json x.log --output pipe; code=$?; wait; boottrace parse --json x.log | cmp - got && exit $code`,
    { cwd },
  );
  expect([exitCode, stderr]).toEqual([0, expect.stringMatching(/^(--output: waiting .*\n)?$/)]);
});

describeWith([requirement.kvm()], 'a guest', () => {
  test('starts when the readers are there; they get what files would', async () => {
    execFileSync('mkfifo', [folder.file('other')]);
    const { stdout, stderr, exitCode } = await runShell(
      '(sleep 0.3; cat pipe > got) & (cat other > text) & boottrace run --csv --save pipe --debug-console file=other; code=$?; wait; ' +
        'boottrace parse --csv got > again; cat text; exit $code',
      { cwd },
    );
    expect(exitCode).toBe(0);
    expect(stderr).not.toContain('Error');
    expect(stdout).toContain('0x60');
    expect(stdout).toContain('sample boot loader: protected mode');
    const { stdout: again } = await runShell('cat again', { cwd });
    expect(stdout.startsWith(again)).toBe(true);
  });

  test('a substituted process reads too', async () => {
    const { stdout, exitCode } = await runShell(
      'boottrace run --csv --save >(cat > got); sleep 1; tail -n 1 got',
      {
        cwd,
      },
    );
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('"kind":"exits"')]);
  });

  test('a reader that leaves is a failure of the host, once the boot is shown', async () => {
    const { stdout, stderr, exitCode } = await runShell(
      '(head -c 1 pipe > /dev/null) & boottrace run --csv --save pipe --runs 3; code=$?; wait; exit $code',
      { cwd },
    );
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('Error: cannot write pipe: broken pipe')]);
    expect(stdout).toContain('0x60');
  });
});
