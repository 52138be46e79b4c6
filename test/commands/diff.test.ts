import { describe, expect, test } from 'vitest';
import { expectGolden } from '../helpers/golden.js';
import { runCli } from '../helpers/run-cli.js';
import { sampleBoot, sampleLog } from '../helpers/sample-log.js';
import { temporaryFolder } from '../helpers/temporary-folder.js';

const LOGS = 'samples/logs/cloud-hypervisor';
const BASE = `${LOGS}/06-v49.0-to-v51.2-f32-aligned-crlf.log`;
const HEAD = `${LOGS}/07-v52.0-plus-default-format.log`;
const folder = temporaryFolder();

const set = (name: string, kernelUs: number): string => {
  const boots = Array.from({ length: 12 }, (_, index) => sampleBoot(kernelUs + index * 100));
  return folder.write(name, sampleLog(boots));
};

describe('one boot against one', () => {
  test.each(['table', 'csv', 'json'])('as %s', async (format) => {
    const base = 'samples/logs/cloud-hypervisor/05-v33.0-to-v48.0-fixed6-crlf.log';
    await expectGolden(`diff-${format}`, ['diff', '--format', format, base, HEAD]);
  });

  test('is never a regression', async () => {
    const base = folder.write('base.log', sampleLog([sampleBoot(80_000)]));
    const head = folder.write('head.log', sampleLog([sampleBoot(500_000)]));
    const { stdout, exitCode } = await runCli(['diff', '--json', base, head]);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ verdict: 'not-tested' });
  });
});

describe('a set of boots against a set exits with', () => {
  test.each([
    [1, 'a regression', []],
    [0, 'a regression and --fail-on never', ['--fail-on', 'never']],
    [0, 'a regression below the floor', ['--floor', '30%']],
    [1, 'a regression above the floors', ['--floor', '5%', '--floor', '1ms']],
  ])('%i for %s', async (exitCode, _, flags) => {
    const result = await runCli(['diff', ...flags, set('base.log', 80_000), set('head.log', 95_000)]);
    expect(result).toMatchObject({ exitCode, stderr: '' });
  });

  test.each([
    [0, 'an improvement', 95_000, 80_000],
    [0, 'no change', 80_000, 80_000],
  ])('%i for %s', async (exitCode, _, base, head) => {
    const result = await runCli(['diff', set('base.log', base), set('head.log', head)]);
    expect(result).toMatchObject({ exitCode, stderr: '' });
  });
});

describe('refuses with exit code 2', () => {
  test.each([
    ['one side alone', ['diff', BASE], 'a comparison has two sides'],
    ['three sides', ['diff', BASE, HEAD, BASE], 'diff takes only BASE and HEAD; remove'],
    ['a missing side', ['diff', BASE, '/no/such.log'], 'no such file or directory'],
    ['standard input twice', ['diff', '-', '-'], 'standard input cannot be both sides'],
    ['an alpha that is none', ['diff', '--alpha', '2', BASE, HEAD], '--alpha 2'],
    ['a floor that is none', ['diff', '--floor', 'low', BASE, HEAD], '--floor "low"'],
  ])('%s', async (_, args, message) => {
    const { stdout, stderr, exitCode } = await runCli(args);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
  });
});

describe('--rows', () => {
  const sets = () => [set('base.log', 80_000), set('head.log', 95_000)] as const;

  test('judges some rows, by the names that rows print', async () => {
    const { stdout, exitCode } = await runCli(['diff', '--json', '--rows', 'kernel|total', ...sets()]);
    const { rows, diagnostics } = JSON.parse(stdout);
    expect(exitCode).toBe(1);
    expect(rows.map(({ name }: { name: string }) => name)).toEqual(['failed', 'kernel', 'total']);
    expect(diagnostics).toContainEqual(expect.objectContaining({ code: 'rows-left-out' }));
    const other = await runCli(['diff', '--rows', 'before the first code', ...sets()]);
    expect(other).toMatchObject({ exitCode: 0, stderr: '' });
  });

  test.each([
    ['kernle', 'no row is called "kernle"; the rows are '],
    ['kernel||total', 'a name is empty'],
  ])('%s is exit code 2', async (rows, message) => {
    const { stdout, stderr, exitCode } = await runCli(['diff', '--rows', rows, ...sets()]);
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
    expect(stderr).toContain(message);
    expect(stderr).toContain("Try: --rows 'kernel");
  });
});

describe('sides are called', () => {
  test.each(['table', 'markdown', 'html', 'svg', 'json', 'junit', 'ndjson'])(
    'as one says, as %s',
    async (format) => {
      const sets = [set('base.log', 80_000), set('head.log', 95_000)];
      const names = ['--name', 'base=v6.11', '--name', 'head=v6.12'];
      const { stdout } = await runCli(['diff', '--format', format, ...names, ...sets]);
      expect(stdout).toContain('v6.11');
      expect(stdout).toContain('v6.12');
    },
  );

  test('as their files where these tell them apart, and base and head else', async () => {
    const sets = [set('old.log', 80_000), set('new.log', 95_000)];
    const { stdout } = await runCli(['diff', ...sets]);
    expect(stdout).toMatch(/^ms +old +new +delta/);
    const json = await runCli(['diff', '--json', set('base.log', 80_000), set('head.log', 80_000)]);
    expect(JSON.parse(json.stdout)).not.toHaveProperty('names');
  });

  test('whatever they hold, without acting on a reader', async () => {
    const name = 'base=<img src=x>\u001b[2J::error::|@team';
    const sets = [set('base.log', 80_000), set('head.log', 95_000)];
    for (const format of ['table', 'markdown', 'html', 'svg', 'junit', 'tap', 'github']) {
      const { stdout } = await runCli(['diff', '--format', format, '--name', name, ...sets]);
      expect(stdout).not.toMatch(/\u001b|^::error::\|/m);
      if (!['table', 'tap', 'github'].includes(format)) expect(stdout).not.toContain('<img');
    }
  });
});

test.each([
  ['benchstat', 'benchstat base.txt head.txt'],
  ['pyperf', 'python3 -m pyperf compare_to base.json head.json'],
])('%s takes one file for each side: diff says what to type', async (format, command) => {
  const { stdout, stderr, exitCode } = await runCli(['diff', '--format', format, BASE, HEAD]);
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 });
  expect(stderr).toContain(`--format ${format} is for parse, report or run`);
  expect(stderr).toContain(`Try: boottrace report base.ndjson --format ${format} --output base.`);
  expect(stderr).toContain(`Try: ${command}`);
});
