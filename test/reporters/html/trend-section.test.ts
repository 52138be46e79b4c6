import { expect, test } from 'vitest';
import { trendSection } from '../../../src/reporters/html/trend-section.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import type { TrendReport } from '../../../src/trace/report.js';
import { trendReport } from '../../../src/trend.js';
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
