import { expect, test } from 'vitest';
import { countVerbosity } from '../../../src/cli/flags/verbosity.js';

test.each([
  [[], 0],
  [['-v'], 1],
  [['-vvv'], 3],
  [['-v', '--timeout', '5s', '-vv'], 3],
  [['--verbose', '--verbose'], 2],
  [['--memory', '512M'], 0],
])('%j asks for verbosity %i', (argv, expected) => {
  expect(countVerbosity(argv)).toBe(expected);
});
