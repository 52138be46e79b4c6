import { expect, test } from 'vitest';
import { logArgs, outputFlags, readingFlags } from '../../src/cli/flags.js';
import { formats } from '../../src/formats/index.js';
import { reporters } from '../../src/reporters/index.js';

test('what --format and --input-format take are the rows of the tables, in their order', () => {
  expect(outputFlags.format.options).toEqual(reporters.map(({ id }) => id));
  expect(readingFlags['input-format'].options).toEqual(formats.map(({ id }) => id));
});

test('no argument is filled from standard input behind our back', () => {
  expect(Object.values(logArgs).every((arg) => arg.ignoreStdin)).toBe(true);
});
