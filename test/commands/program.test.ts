/** What holds whatever the command: help, version, unknown words, wrong flags. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, runCli, runShell } from '../helpers/run-cli.js';

const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
const manifest = JSON.parse(readFileSync(path.join(ROOT, 'oclif.manifest.json'), 'utf8')) as {
  commands: Record<string, { summary: string }>;
};
const names = Object.keys(manifest.commands);

describe('help', () => {
  test.each([[[]], [['--help']], [['-h']], [['help']]])(
    '%j lists every command with its summary',
    async (args) => {
      const { stdout, stderr, exitCode } = await runCli(args);
      expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
      for (const name of names) expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
    },
  );

  test.each(names)('of %s shows usage, flags and examples, in both spellings', async (name) => {
    const flagged = await runCli([name, '--help']);
    const worded = await runCli(['help', name]);
    expect(flagged).toEqual(worded);
    expect(flagged).toMatchObject({ stderr: '', exitCode: 0 });
    expect(flagged.stdout).toContain(`$ boottrace ${name}`);
    expect(flagged.stdout).toContain('FLAGS');
    expect(flagged.stdout).toContain('EXAMPLES');
  });
});

test.each([['--version'], ['-V']])('%s says the version', async (flag) => {
  const { stdout, stderr, exitCode } = await runCli([flag]);
  expect({ stderr, exitCode }).toEqual({ stderr: '', exitCode: 0 });
  expect(stdout).toMatch(new RegExp(`^boottrace/${version} `));
});

describe('wrong usage exits with 2, says so on standard error and prints nothing else', () => {
  test.each([
    [['prase', 'a.log'], 'Error: there is no command prase\nTry: boottrace parse\nTry: boottrace --help\n'],
    [['frobnicate'], 'Error: there is no command frobnicate\nTry: boottrace --help\n'],
    [['\u001b[31m'], 'Error: there is no command \\x1b[31m\nTry: boottrace --help\n'],
    [['help', 'nothing'], 'Error: there is no command nothing\nTry: boottrace --help\n'],
    [['classify', '70000'], 'Error: 70000 is not a code from 0x00 to 0xffff, nor a range of them\n'],
    [['classify', '--json', '70000'], 'Error: 70000 is not a code'],
  ])('%j', async (args, message) => {
    const { stdout, stderr, exitCode } = await runCli(args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
  });
});

describe('an error that nobody expected', () => {
  const thrower = "require('./dist/cli.cjs').main('.'); setImmediate(() => { throw new TypeError('boom'); })";

  test('exits with 70 and asks for a report, also when it comes out of nowhere', async () => {
    const { stderr, exitCode } = await runShell(
      `"${process.execPath}" -e "${thrower}" -- --help > /dev/null`,
    );
    expect(exitCode).toBe(70);
    expect(stderr).toMatch(/^Error: this is a bug in boottrace. TypeError: boom\nPlease report it/);
    expect(stderr).not.toContain('    at ');
  });

  test('shows where it happened with BOOTTRACE_DEBUG=1', async () => {
    const env = { BOOTTRACE_DEBUG: '1' };
    const { stderr } = await runShell(`"${process.execPath}" -e "${thrower}" -- --help > /dev/null`, { env });
    expect(stderr).toMatch(/\n {4}at /);
  });
});

test('an error that nobody reads keeps its exit code', async () => {
  const line = `boottrace parse /no/such.log 2>&1 | { exec 0<&-; sleep 1; }; echo "\${PIPESTATUS[0]}"`;
  expect(await runShell(line)).toMatchObject({ stdout: '2\n', stderr: '' });
});
