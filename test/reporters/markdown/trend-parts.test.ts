import { expect, test } from 'vitest';
import { markdownReporter } from '../../../src/reporters/markdown/markdown.js';
import { trendParts } from '../../../src/reporters/markdown/trend-parts.js';
import { trendReport } from '../../../src/reports/trend.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import type { TrendReport, TrendValue } from '../../../src/trace/report/report.js';
import { markdownTables } from '../read-tables.js';
import { render, SAMPLE_REPORTS, TABLE } from '../sample-reports.js';

test('a series says what changed, each row over time, and the totals', () => {
  const text = render(markdownReporter, SAMPLE_REPORTS['trend']!);
  expect(text).toMatch(/^### Trend of 3 sets of boots: .*kernel/);
  expect(text).toMatch(
    /^\| <code>kernel<\/code> \| ▁▁█ \| [\d.]+ \| [\d.]+ \| \+20\.0 % \| \*\*▲ regression at 3\*\* \|$/m,
  );
  expect(text).toMatch(/^\| 3 \| <code>c\.ndjson<\/code> \|/m);
});

test('of nothing is a headline', () => {
  const text = render(markdownReporter, trendReport([], TABLE, DEFAULT_COMPARE));
  expect(text).toBe('### Trend of 0 sets of boots: no change of level\n');
});

test('a series, cell by cell', () => {
  const value = (medianNs: number | null, change: TrendValue['change'] = null): TrendValue => ({
    n: 10,
    medianNs,
    ciNs: null,
    previousPct: change === null ? null : 12.5,
    firstPct: medianNs === null ? null : medianNs / 1e6 - 80,
    change,
  });
  const given: TrendReport = {
    ...(SAMPLE_REPORTS['trend'] as TrendReport),
    points: [
      { input: 'a.log', startedAt: '2026-11-01T03:00:59Z', boots: 10, failedBoots: 0 },
      { input: 'b.log', startedAt: null, boots: 7, failedBoots: 3 },
      { input: 'c.log', startedAt: null, boots: 10, failedBoots: 0 },
    ],
    rows: [
      { kind: 'stage', name: 'kernel', values: [value(null), value(null), value(null)] },
      {
        kind: 'total',
        name: 'total',
        values: [value(80e6), value(90e6, 'regression'), value(70e6, 'improvement')],
      },
    ],
  };
  const parts = [...trendParts(given)];
  expect(markdownTables(parts.map(({ open, lines }) => open + [...lines].join('')).join('\n'))).toEqual([
    [
      'ms | over time | >first | >last | >change | level changes',
      'kernel |  |  |  |  | ',
      'total | ▅█▁ | 80.000 | 70.000 | -10.0 % | **▲ regression at 2**, **▼ improvement at 3**',
    ],
    [
      '>number | input | started | >boots | >failed | >total ms | >change',
      '1 | a.log | 2026-11-01T03:00:59Z | 10 |  | 80.000 | ',
      '2 | b.log |  | 7 | 3 | 90.000 | +12.5 %',
      '3 | c.log |  | 10 |  | 70.000 | +12.5 %',
    ],
  ]);
  expect(parts.map(({ noun }) => noun)).toEqual(['rows', 'inputs']);
});
