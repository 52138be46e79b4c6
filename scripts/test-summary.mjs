// Prints `N passed, M failed, K skipped` from the results that vitest left in the file named first. Fails when a
// test failed or none ran. A test file that could not be loaded counts as one failed test.
import { readFileSync } from 'node:fs';

const [file] = process.argv.slice(2);
const results = JSON.parse(readFileSync(file, 'utf8'));
const tests = results.testResults.flatMap((suite) => suite.assertionResults);
const count = (...states) => tests.filter(({ status }) => states.includes(status)).length;
const broken = results.testResults.filter(
  ({ status, assertionResults }) =>
    status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
);

for (const test of tests.filter(({ status }) => status === 'skipped' || status === 'pending')) {
  process.stdout.write(`skipped: ${test.fullName}\n`);
}
const passed = count('passed');
const failed = count('failed') + broken.length;
process.stdout.write(
  `${passed} passed, ${failed} failed, ${tests.length - count('passed', 'failed')} skipped\n`,
);
if (failed > 0 || passed === 0) process.exitCode = 1;
