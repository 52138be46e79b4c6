import { expect, test } from 'vitest';
import { markdownReporter } from '../../../src/reporters/markdown.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import { trendReport } from '../../../src/trend.js';
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
