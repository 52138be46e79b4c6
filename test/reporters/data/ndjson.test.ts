import { describe, expect, it } from 'vitest';
import { ndjsonReporter } from '../../../src/reporters/data/ndjson.js';
import type { Report } from '../../../src/trace/report/report.js';
import { bootOf, type Written } from '../../stages/build-boot.js';
import { readNdjson } from '../consumers.js';
import { everyKind } from '../every-kind.js';
import { HOSTILE, PLAIN, reading, render, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

function records(name: string) {
  return readNdjson(render(ndjsonReporter, SAMPLE_REPORTS[name]!));
}

function count(name: string): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const { record } of records(name)) counts[String(record)] = (counts[String(record)] ?? 0) + 1;
  return counts;
}

it.each(Object.keys(SAMPLE_REPORTS))('%s: every line fits the schema, the first says whose it is', (name) => {
  expect(records(name)[0]).toMatchObject({ record: 'report', command: SAMPLE_REPORTS[name]!.command });
});

describe('boots', () => {
  it('have a line per boot, event, stage and row', () => {
    expect(count('run of several boots')).toEqual({
      report: 1,
      boot: 10,
      event: 80,
      stage: 40,
      ledger: 80,
      summary: 10,
    });
  });

  it('repeat on every line which boot it is', () => {
    const lines = readNdjson(
      render(ndjsonReporter, report('parse', [reading(scaled(1)), reading(scaled(2))])),
    );
    const seconds = lines.filter(({ boot }) => boot === 1);
    expect(seconds.length).toBeGreaterThan(10);
    expect(seconds.every(({ input }) => input === 'test.log')).toBe(true);
  });

  it('say how a run ended, and lose nothing of a text', () => {
    const lines = records('run');
    expect(lines[1]).toMatchObject({ record: 'boot', stop: { reason: 'crash', detail: HOSTILE } });
    expect(lines.find(({ kind }) => kind === 'text')).toMatchObject({ text: HOSTILE });
  });

  it('have a line per place where they were found', () => {
    expect(count('run of a profiled boot')).toMatchObject({ profile: 1, stack: 5 });
  });

  it('of a report are times without events', () => {
    expect(count('report')).not.toHaveProperty('event');
    expect(count('report')).toMatchObject({ boot: 11, summary: 10 });
  });
});

it('judgements are in the first line', () => {
  expect(records('diff')[0]).toMatchObject({ verdict: 'regression' });
  expect(records('check')[0]).toMatchObject({ passed: false });
  expect(count('diff')).toMatchObject({ row: 11, mark: 8 });
  expect(count('check')).toMatchObject({ result: 4 });
  expect(count('classify without codes')).toEqual({ report: 1, code: 256 });
  expect(count('doctor')).toEqual({ report: 1, finding: 3 });
});

it('streams events', () => {
  const boot = bootOf(Array.from({ length: 5000 }, (_, at): Written => [0x60, at]));
  const pieces = [...ndjsonReporter.render(report('parse', [reading(boot)]), PLAIN)];
  expect(pieces.length).toBeGreaterThan(5000);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThan(1000);
});

it('the role of a boot, its exits and how its run ended are on lines of its own', () => {
  const lines = readNdjson(render(ndjsonReporter, everyKind('run')));
  expect(lines[1]).toMatchObject({ record: 'boot', boot: 4, side: 'head', warmup: true, vmmStartNs: 758 });
  expect(lines[1]).toHaveProperty('stop', { reason: 'reset', detail: null, timeNs: null });
  expect(lines.filter(({ record }) => record === 'exit')).toMatchObject([
    { boot: 4, input: 'test.log', count: 5, device: 'post-port' },
    { boot: 4, count: 6, device: null },
  ]);
  const parsed = readNdjson(render(ndjsonReporter, everyKind('parse')));
  expect(parsed[1]).toHaveProperty('stop', { reason: 'reset', detail: null, timeNs: null });
  expect(records('parse')[1]).not.toHaveProperty('side');
  expect(records('parse')[1]).not.toHaveProperty('warmup');
});

it('verdicts and notes are of comparisons and checks too', () => {
  expect(records('run of two sides')[0]).toMatchObject({ boots: 21, verdict: 'regression' });
  expect(records('run')[0]).not.toHaveProperty('verdict');
  const note = { severity: 'note', code: 'x', message: 'words', input: null, line: null } as const;
  for (const name of ['diff', 'check', 'trend', 'run'] as const) {
    const given = { ...SAMPLE_REPORTS[name]!, diagnostics: [note] } as Report;
    expect(readNdjson(render(ndjsonReporter, given)).at(-1)).toMatchObject({ record: 'diagnostic', ...note });
  }
});
