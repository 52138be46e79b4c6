import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli, runShell, SAMPLES } from '../helpers/run-cli.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const folder = temporaryFolder();
const program = readFileSync(path.join(SAMPLES, 'mark', 'mark'));

test('writes ./mark, refuses to do it twice, and does it with --force', async () => {
  const cwd = folder.file('.');
  const first = await runCli(['mark-tool'], { cwd });
  expect({ stderr: first.stderr, exitCode: first.exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(first.stdout.split('\n')[0]).toBe(
    `./mark: ${program.length} bytes, static, runs in every x86-64 Linux guest.`,
  );
  expect(readFileSync(folder.file('mark')).equals(program)).toBe(true);
  expect(statSync(folder.file('mark')).mode & 0o111).toBe(0o111);
  expect(await runCli(['mark-tool'], { cwd })).toEqual({
    stdout: '',
    stderr: 'Error: ./mark already exists\nTry: boottrace mark-tool --output ./mark --force\n',
    exitCode: 2,
  });
  expect((await runCli(['mark-tool', '--force'], { cwd })).exitCode).toBe(0);
});

test('writes the program byte by byte into a pipe, and makes no file', async () => {
  const cwd = folder.file('.');
  const { stdout, stderr, exitCode } = await runShell('boottrace mark-tool --output - | sha256sum', { cwd });
  const expected = await runShell(`sha256sum <"${path.join(SAMPLES, 'mark', 'mark')}"`);
  expect({ stdout, stderr, exitCode }).toEqual({ stdout: expected.stdout, stderr: '', exitCode: 0 });
  expect(existsSync(folder.file('-'))).toBe(false);
});
