/** Standard output as a pipe, a slow pipe, a closed pipe, a full disk, a file. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BIN, cleanEnv, runCli, runShell } from '../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';

let folder: string;
let manyBoots: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'boottrace-pipes-'));
  manyBoots = path.join(folder, 'many.log');
  const boots = Array.from({ length: 2000 }, (_, index) => sampleBoot(80_000 + index));
  writeFileSync(manyBoots, sampleLog(boots));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Reads nothing for a while, then slowly; returns all that came and the exit code. */
async function readSlowly(
  args: readonly string[],
): Promise<{ readonly text: string; readonly exitCode: number }> {
  const child = spawn(process.execPath, [BIN, ...args], {
    env: cleanEnv(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const exit = new Promise<number>((resolve) => child.on('close', (code) => resolve(code ?? -1)));
  await sleep(1000);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) {
    chunks.push(chunk as Buffer);
    await sleep(1);
  }
  return { text: Buffer.concat(chunks).toString(), exitCode: await exit };
}

describe('a slow reader gets everything, whatever the exit code', () => {
  test('0: a long report', async () => {
    const { text, exitCode } = await readSlowly(['parse', '--json', manyBoots]);
    expect(exitCode).toBe(0);
    expect(text.length).toBeGreaterThan(1_000_000);
    expect((JSON.parse(text) as { boots: unknown[] }).boots).toHaveLength(2000);
  });

  test('1: a long report of failures', async () => {
    const limits = Array.from({ length: 20 }, (_, index) => ['--max', `kernel=${index + 1}us`]).flat();
    const { text, exitCode } = await readSlowly(['check', '--json', manyBoots, ...limits]);
    expect(exitCode).toBe(1);
    expect(text.length).toBeGreaterThan(300_000);
    expect((JSON.parse(text) as { results: unknown[] }).results).toHaveLength(20);
  });
});

describe('a closed pipe is no error', () => {
  test.each(['json', 'csv', 'table'])('%s | head -1', async (format) => {
    const result = await runShell(
      `set -o pipefail; boottrace parse --format ${format} "${manyBoots}" | head -n 1`,
    );
    expect(result).toMatchObject({ stderr: '', exitCode: 0 });
    expect(result.stdout.split('\n')).toHaveLength(2);
  });

  test('and keeps the exit code of what was found', async () => {
    const line = `boottrace check --csv --max kernel=1us "${manyBoots}" | true; echo "\${PIPESTATUS[0]}"`;
    expect(await runShell(line)).toMatchObject({ stdout: '1\n' });
  });

  test('also when help is what was asked for', async () => {
    const result = await runShell('set -o pipefail; boottrace parse --help | head -n 1');
    expect(result).toMatchObject({ stderr: '', exitCode: 0 });
  });
});

describe('a full disk is said, with exit code 3', () => {
  test.each(['boottrace parse --json', 'boottrace parse --output /dev/full', 'boottrace --help'])(
    '%s',
    async (command) => {
      const log = command.includes('parse') ? ` "${manyBoots}"` : '';
      const { stderr, exitCode } = await runShell(`${command}${log} > /dev/full`);
      expect(exitCode).toBe(3);
      expect(stderr).toMatch(/^Error: cannot write .*: no space left on device\n/);
    },
  );
});

describe('--output', () => {
  const target = (): string => path.join(folder, 'out', 'report.json');
  beforeAll(() => runShell(`mkdir "${folder}/out"`));

  test('writes the file that standard output would have been, and prints nothing', async () => {
    const printed = await runCli(['report', '--json', manyBoots]);
    const result = await runCli(['report', '--json', '--output', target(), manyBoots]);
    expect(result).toEqual({ stdout: '', stderr: '', exitCode: 0 });
    expect(readFileSync(target(), 'utf8')).toBe(printed.stdout);
  });

  test('is refused before the logs are read', async () => {
    const result = await runCli(['report', '--output', '/nowhere/report.json', '/no/such.log']);
    expect(result).toMatchObject({ stdout: '', exitCode: 2 });
    expect(result.stderr).toContain('cannot write /nowhere/report.json: no such file or directory');
  });

  test('leaves the file as it was, and nothing beside it, when the work fails', async () => {
    writeFileSync(target(), 'old');
    const result = await runCli(['report', '--output', target(), '/no/such.log']);
    expect(result).toMatchObject({ stdout: '', exitCode: 2 });
    expect(readFileSync(target(), 'utf8')).toBe('old');
    expect(readdirSync(path.dirname(target()))).toEqual(['report.json']);
  });
});
