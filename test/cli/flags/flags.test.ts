import { expect, test } from 'vitest';
import { logArgs, outputFlags, readingFlags } from '../../../src/cli/flags/flags.js';
import { formats } from '../../../src/formats/index.js';
import { formatsOf, reporters } from '../../../src/reporters/index.js';

test('what --format and --input-format take are the rows of the tables, in their order', () => {
  expect(outputFlags('report').format.options).toEqual(reporters.map(({ id }) => id));
  expect(readingFlags['input-format'].options).toEqual(formats.map(({ id }) => id));
});

test('--format takes only what can express the report of its command', () => {
  expect(outputFlags('check').format.options).toEqual(formatsOf('check'));
  expect(formatsOf('check')).toContain('junit');
  expect(formatsOf('check')).not.toContain('perfetto');
});

test('no argument is filled from standard input behind our back', () => {
  expect(Object.values(logArgs).every((arg) => arg.ignoreStdin)).toBe(true);
});
