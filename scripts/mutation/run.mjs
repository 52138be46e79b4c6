// Mutation testing: `npm run mutation -- stats` breaks the logic of src/stats in every small way that Stryker knows
// (https://stryker-mutator.io) and counts what the tests in test/stats do not notice. Takes minutes per folder.
// `npm run mutation -- stats/dip.ts` runs test/stats/dip.test.ts alone, which is sooner done. `--concurrency N` for N
// processes, `--force` to test again what was tested before and has not changed since.
import { existsSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { Stryker } from '@stryker-mutator/core';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { concurrency: { type: 'string', default: '1' }, force: { type: 'boolean', default: false } },
});
const [part] = positionals;
if (part === undefined || !existsSync(`src/${part}`)) {
  process.stderr.write(
    'usage: npm run mutation -- FOLDER [--concurrency N] [--force], FOLDER as in src, e.g. stats\n',
  );
  process.exit(2);
}

const isFile = statSync(`src/${part}`).isFile();
const folder = isFile ? dirname(part) : part;
if (isFile) process.env.MUTATED_FILE = basename(part, '.ts');
const results = `.stryker/${part.replaceAll('/', '-').replace(/\.ts$/, '')}`;

const mutants = await new Stryker({
  mutate: [isFile ? `src/${part}` : `src/${part}/**/*.ts`],
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
process.stdout.write(
  `src/${part}: ${detected} of ${detected + missed} mutants detected (${((100 * detected) / (detected + missed)).toFixed(1)} %), ` +
    `${count('NoCoverage')} in code that no test runs; ${results}.html\n`,
);
