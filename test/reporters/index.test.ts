import { describe, expect, it } from 'vitest';
import {
  findReporter,
  formatsOf,
  omitsDiagnostics,
  reporters,
  requireFormat,
} from '../../src/reporters/index.js';
import { InputError } from '../../src/trace/errors.js';
import { PLAIN, render, SAMPLE_REPORTS } from './sample-reports.js';

const REPORTS = Object.entries(SAMPLE_REPORTS);

/** Controls but line feed and, between fields, tab; C1 controls; bidirectional marks; separators that end a line. */
const ACTIVE =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/u;

describe.each(reporters.map(({ id }) => id))('%s', (id) => {
  it('goes by its id', async () => expect((await findReporter(id)).id).toBe(id));

  const [expressed, others] = [true, false].map((wanted) =>
    REPORTS.filter(([, given]) => formatsOf(given.command).includes(id) === wanted),
  ) as [typeof REPORTS, typeof REPORTS];

  it.each(expressed)('shows %s, and nothing a guest printed acts on a terminal', async (_, given) => {
    const reporter = await findReporter(id);
    for (const columns of [20, 40, 80, 200]) {
      for (const unicode of [true, false]) {
        const text = render(reporter, given, { columns, unicode });
        expect(text.endsWith('\n')).toBe(true);
        expect(text).not.toMatch(ACTIVE);
      }
    }
  });

  if (others.length === 0) return;
  it('refuses what it cannot express, and says what can', async () => {
    const reporter = await findReporter(id);
    for (const [, given] of others) {
      const attempt = () => reporter.render(given, PLAIN);
      expect(attempt).toThrow(InputError);
      expect(attempt).toThrow(`${id} cannot show the report of ${given.command}`);
    }
  });
});

it('reports of boots can be written in every format', () => {
  for (const command of ['run', 'parse', 'report'] as const) {
    expect(formatsOf(command)).toEqual(reporters.map(({ id }) => id));
  }
  expect(formatsOf('classify')).toEqual(expect.arrayContaining(['table', 'json', 'csv', 'ndjson']));
});

it('a format that leaves out notes and warnings says so', () => {
  expect(['csv', 'table', 'json'].map((id) => omitsDiagnostics(id as 'csv'))).toEqual([true, false, false]);
});

it('what a format cannot express is said before any work', () => {
  expect(() => requireFormat('junit', 'check')).not.toThrow();
  expect(() => requireFormat('perfetto', 'trend')).toThrow('perfetto cannot show the report of trend');
  expect(formatsOf('trend')).toEqual([
    'table',
    'json',
    'csv',
    'html',
    'svg',
    'markdown',
    'ndjson',
    'github-summary',
  ]);
  expect(() => requireFormat('perfetto', 'trend')).toThrow(
    expect.objectContaining({
      code: 'format-cannot',
      nextSteps: ['one of these formats: table, json, csv, html, svg, markdown, ndjson, github-summary'],
    }),
  );
});
