import { expect, test } from 'vitest';
import { trendSection } from '../../../src/reporters/html/trend-section.js';
import { trendReport } from '../../../src/reports/trend.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import type { TrendReport } from '../../../src/trace/report/report.js';
import { htmlTables } from '../read-tables.js';
import { SAMPLE_REPORTS, TABLE } from '../sample-reports.js';

test('a series has a drawing and a table with every median, changes in words', () => {
  const section = trendSection(SAMPLE_REPORTS['trend'] as TrendReport)!;
  const text = [...section.body].map((piece) => piece.text).join('');
  expect(section.id).toBe('trend');
  expect(text).toContain('<svg class="drawing"');
  expect(text).toMatch(/<th scope="row" class="number">3<\/th><td class="wrap">c\.ndjson<\/td>/);
  expect(text).toMatch(/<span class="verdict regression">regression<\/span>/);
});

test('a series without rows has none', () => {
  expect(trendSection(trendReport([], TABLE, DEFAULT_COMPARE))).toBeNull();
});

test('has, cell by cell, the medians of each input', () => {
  const value = { n: 10, medianNs: 80e6, ciNs: null, previousPct: null, firstPct: null, change: null };
  const given: TrendReport = {
    ...(SAMPLE_REPORTS['trend'] as TrendReport),
    points: [
      { input: 'a.log', startedAt: '2026-11-01T03:00:59Z', boots: 10, failedBoots: 0 },
      { input: 'b.log', startedAt: null, boots: 7, failedBoots: 3 },
    ],
    rows: [
      { kind: 'stage', name: 'kernel', values: [value, { ...value, medianNs: null }] },
      { kind: 'total', name: 'total', values: [value, { ...value, medianNs: 90e6, change: 'regression' }] },
    ],
  };
  const text = [...trendSection(given)!.body].map((piece) => piece.text).join('');
  expect(htmlTables(text)).toEqual([
    [
      '>number | input | started | >boots | >failed | >kernel ms | >total ms',
      '1 | a.log | 2026-11-01 03:00 UTC | 10 |  | 80.000 | 80.000',
      '2 | b.log |  | 7 | 3 |  | 90.000 regression',
    ],
  ]);
  expect(trendSection({ ...given, rows: [] })).toBeNull();
});
