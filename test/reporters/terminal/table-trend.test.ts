import { describe, expect, it } from 'vitest';
import { csvReporter } from '../../../src/reporters/data/csv.js';
import { tableReporter } from '../../../src/reporters/terminal/table.js';
import { trendReport } from '../../../src/reports/trend.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import type { TrendPoint, TrendReport, TrendValue } from '../../../src/trace/report/report.js';
import { render, SAMPLE_REPORTS, TABLE } from '../sample-reports.js';

describe('trend', () => {
  const text = () => render(tableReporter, SAMPLE_REPORTS['trend']!, { columns: 100 });

  it('lists the total of each input with its time, count and change', () => {
    expect(text()).toMatch(
      /^1 +2026-11-01(?: 03:00)? +10 +\d+\.\d{3} +\d+\.\d{3}(?:\.\.| to )\d+\.\d{3} +█+/m,
    );
    expect(text()).toMatch(/^3 +10 +\d+\.\d{3} .* \+20\.0 % +\+20\.0 % +regression +c\.ndjson$/m);
  });

  it('keeps intervals, numbers of boots and changes of level in 80 columns, where bars go first', () => {
    const narrow = render(tableReporter, SAMPLE_REPORTS['trend']!, { columns: 66 });
    expect(narrow).toMatch(/^3 +10 +578\.593 +\d+\.\d{3}(?:\.\.| to )\d+\.\d{3} .*regression +c\.ndjson$/m);
    expect(narrow.split('\n\n')[0]).not.toContain('█');
  });

  it('draws each row over time and marks where its level changes', () => {
    expect(text()).toMatch(/^kernel +▁▁█ +\d+\.\d{3} +\d+\.\d{3} +\+20\.0 % +3$/m);
    expect(text()).toMatch(
      /^regression of kernel from 3 on \(c\.ndjson\), \+20\.0 % against the one before$/m,
    );
  });

  it('fits into little space', () => {
    for (const columns of [40, 60, 80]) {
      const lines = render(tableReporter, SAMPLE_REPORTS['trend']!, { columns }).split('\n');
      const tables = lines.filter((line) => !line.startsWith('regression of'));
      expect(Math.max(...tables.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    }
  });

  const value = (medianNs: number | null, change: TrendValue['change'] = null): TrendValue => ({
    n: 10,
    medianNs,
    ciNs: null,
    previousPct: change === null ? null : -12.5,
    firstPct: medianNs === null ? null : (100 * medianNs) / 8e6 - 100,
    change,
  });
  const trendOf = (
    total: readonly TrendValue[],
    points: readonly Partial<TrendPoint>[] = [],
  ): TrendReport => ({
    command: 'trend',
    points: total.map((_, at) => ({
      input: `${at}.log`,
      startedAt: null,
      boots: 10,
      failedBoots: 0,
      ...points[at],
    })),
    rows: [
      { kind: 'gap', name: 'a..b', values: total.map(() => value(null)) },
      { kind: 'total', name: 'total', values: total },
    ],
    diagnostics: [],
    table: TABLE,
  });
  const shown = (given: TrendReport, columns = 120) =>
    render(tableReporter, given, { columns })
      .split('\n')
      .map((line) => line.trim().replaceAll(/ {2,}/g, '  '));

  it('is, line by line, totals, rows, changes', () => {
    const given = trendOf(
      [value(8e6), value(null), value(10e6), value(7e6, 'improvement')],
      [{ startedAt: '2026-11-01T03:00:59Z' }, { boots: 0, failedBoots: 3 }],
    );
    expect(shown(given)).toEqual([
      'begun, UTC  n  total ms  previous  first  level  input',
      `1  2026-11-01 03:00  10  8.000  ${'█'.repeat(19)}▎  0.0 %  0.log`,
      '2  0+3 failed  1.log',
      `3  10  10.000  ${'█'.repeat(24)}  +25.0 %  2.log`,
      `4  10  7.000  ${'█'.repeat(16)}▊  -12.5 %  -12.5 %  improvement  3.log`,
      '',
      'medians, each row on its own scale',
      'ms  over time  first  last  change  level changes at',
      'a..b',
      'total  ▃ █▁  8.000  7.000  -12.5 %  4',
      '',
      'improvement of total from 4 on (3.log), -12.5 % against the one before',
      '',
    ]);
  });

  it('lists the latest of many inputs', () => {
    const lines = shown(trendOf(Array.from({ length: 41 }, () => value(8e6))));
    expect(lines[0]).toBe('the latest 40 of 41 inputs');
    expect(lines[2]).toMatch(/^2 {2}10 {2}8\.000 /);
    expect(lines[41]).toMatch(/^41 {2}10 /);
    expect(lines[42]).toBe('');
    expect(shown(trendOf(Array.from({ length: 40 }, () => value(8e6))))[1]).toMatch(/^1 {2}10 /);
  });

  it('keeps the end of the name of an input', () => {
    const given = trendOf([value(8e6)], [{ input: `${'x'.repeat(100)}end.log` }]);
    expect(shown(given, 60)[1]).toMatch(/x{2,}end\.log$/);
  });

  it('of nothing says so', () => {
    expect(render(tableReporter, trendReport([], TABLE, DEFAULT_COMPARE))).toBe('no boots with codes\n');
  });

  it('has a line for each row and input as CSV', () => {
    const lines = render(csvReporter, SAMPLE_REPORTS['trend']!).trimEnd().split('\n');
    expect(lines[0]).toBe('kind,name,input,started_at,n,median_us,previous_pct,first_pct,change');
    expect(lines.find((line) => line.startsWith('total,total,c.ndjson'))).toMatch(
      /^total,total,c\.ndjson,,10,[\d.]+,(?:20|19\.99)\d*,(?:20|19\.99)\d*,regression$/,
    );
  });
});
