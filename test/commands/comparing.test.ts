/** docs/comparing.md: every command it shows prints what the page shows, from samples that hold the page's numbers. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { ROOT, runCli, SAMPLES } from '../helpers/run-cli.js';
import { BASE, SAME, SLOW } from '../stats/golden.js';

const PAGE = path.join(ROOT, 'docs', 'comparing.md');
const page = readFileSync(PAGE, 'utf8');
const COLUMNS = '100';

/** Blocks of a command and what it prints. `BOOTTRACE_RENEW_DOCS=1` writes what it prints now. */
const blocks = [...page.matchAll(/^```console\n\$ boottrace ([^\n]*)\n([\s\S]*?)^```$/gm)].map(
  ([, command, output]) => ({ command: command!, output: output! }),
);

const EXIT_CODES: Readonly<Record<string, number>> = { diff: 0, check: 1, report: 0 };

test('the page shows commands', () => expect(blocks.length).toBeGreaterThanOrEqual(4));

test.each(blocks)('boottrace $command', async ({ command, output }) => {
  const args = command.split(' ');
  const env = { COLUMNS, LANG: 'C.UTF-8' };
  const { stdout, stderr, exitCode } = await runCli(args, { env });
  if (process.env['BOOTTRACE_RENEW_DOCS'] === '1') {
    const now = readFileSync(PAGE, 'utf8');
    writeFileSync(
      PAGE,
      now.replace(`$ boottrace ${command}\n${output}`, `$ boottrace ${command}\n${stdout}`),
    );
  } else expect(stdout).toBe(output);
  expect(stderr).toBe('');
  const isRegression = command.startsWith('diff') && command.includes('slow');
  expect(exitCode).toBe(isRegression ? 1 : EXIT_CODES[args[0]!]);
});

test.each([
  ['base', BASE],
  ['same', SAME],
  ['slow', SLOW],
])('the sample %s holds the numbers of the page', async (name, values) => {
  const sample = path.join(SAMPLES, 'comparisons', `${name}.ndjson`);
  const { stdout } = await runCli(['check', sample, '--max', 'kernel=1s', '--json']);
  const { results } = JSON.parse(stdout) as { results: { values: number[] }[] };
  expect(results[0]!.values).toEqual(values.map((ms) => Math.round(ms * 1e6)));
  if (name !== 'same') expect(page).toContain(`${name} ${values.map((ms) => ms.toFixed(2)).join(' ')}`);
});

test('sets of another machine are refused, and compared when that is allowed', async () => {
  const base = path.join(SAMPLES, 'comparisons', 'base.ndjson');
  const slow = readFileSync(path.join(SAMPLES, 'comparisons', 'slow.ndjson'), 'utf8');
  const input = slow.replace('"cpus":1', '"cpus":4');
  const refused = await runCli(['diff', base, '-'], { input });
  expect(refused).toMatchObject({ exitCode: 2, stdout: '' });
  expect(refused.stderr).toContain('guest vCPUs: 1 in base, 4 in head');
  const allowed = await runCli(['diff', base, '-', '--allow-mismatch', '--json'], { input });
  expect(allowed.exitCode).toBe(1);
  expect(JSON.parse(allowed.stdout)).toMatchObject({
    verdict: 'regression',
    diagnostics: expect.arrayContaining([
      expect.objectContaining({ severity: 'warning', code: 'different-conditions' }),
    ]),
  });
  const check = await runCli(['check', '-', '--baseline', base], { input });
  expect(check.exitCode).toBe(2);
});
