// Mutation testing: `npm run mutation -- stats` breaks the logic of src/stats in every small way that Stryker knows
// (https://stryker-mutator.io) and counts what the tests in test/stats do not notice. Takes minutes per folder.
// `npm run mutation -- stats/dip.ts` runs test/stats/dip.test.ts alone, which is sooner done; several files of a folder are
// tested together by their own tests. `--concurrency N` for N processes, `--force` to test again what was tested before and
// has not changed since.
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string', default: '1' }, force: { type: 'boolean', default: false } },
});
const [part = ''] = positionals;
const isFile = existsSync(`src/${part}`) && statSync(`src/${part}`).isFile();
const folder = isFile ? dirname(part) : part;
const areOfOneFolder =
  positionals.length === 1 || (isFile && positionals.every((one) => dirname(one) === folder));
if (part === '' || !areOfOneFolder || !positionals.every((one) => existsSync(`src/${one}`))) {
  process.stderr.write(
    'usage: npm run mutation -- FOLDER|FILE... [--concurrency N] [--force], as in src, e.g. stats or stats/dip.ts\n',
  );
  process.exit(2);
}

const files = positionals.map((one) => basename(one, '.ts'));
if (isFile) process.env.MUTATED_FILE = files.length === 1 ? files[0] : `{${files.join(',')}}`;
const results = `.stryker/${(isFile ? join(folder, files.join('+')) : part).replaceAll('/', '-')}`;

const mutants = await new Stryker({
  mutate: isFile ? positionals.map((one) => `src/${one}`) : [`src/${part}/**/*.ts`],
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  vitest: { configFile: 'scripts/mutation/vitest.config.mjs', dir: `test/${folder}`, related: false },
  coverageAnalysis: 'perTest',
  // What is computed while a module loads: tables, which would need a run of all tests for each entry.
  ignoreStatic: true,
  concurrency: Number(values.concurrency),
  tempDirName: '.stryker/tmp',
  ignorePatterns: ['.cache', 'bench', 'coverage', 'dist', 'docs/pictures'],
  incremental: true,
  incrementalFile: `${results}.incremental.json`,
  force: values.force,
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { reportTests: false, logTests: false, allowColor: false },
  htmlReporter: { fileName: `${results}.html` },
  jsonReporter: { fileName: `${results}.json` },
}).runMutationTest();

const count = (...states) => mutants.filter(({ status }) => states.includes(status)).length;
const detected = count('Killed', 'Timeout');
const missed = count('Survived', 'NoCoverage');
const share = ((100 * detected) / (detected + missed)).toFixed(1);
process.stdout.write(
  `${positionals.join(' ')}: ${detected} of ${detected + missed} mutants detected (${share} %), ` +
    `${count('NoCoverage')} in code that no test runs; ${results}.html\n`,
);
