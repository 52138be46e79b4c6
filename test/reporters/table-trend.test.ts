import { describe, expect, it } from 'vitest';
import { csvReporter } from '../../src/reporters/csv.js';
import { tableReporter } from '../../src/reporters/table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import { trendReport } from '../../src/trend.js';
import { render, SAMPLE_REPORTS, TABLE } from './sample-reports.js';

describe('trend', () => {
  const text = render(tableReporter, SAMPLE_REPORTS['trend']!, { columns: 100 });

  it('lists the total of each input with its time, count and change', () => {
    expect(text).toMatch(/^1 +2026-11-01 03:00 +10 +\d+\.\d{3} +█+/m);
    expect(text).toMatch(/^3 +10 +\d+\.\d{3} .* \+20\.0 % +\+20\.0 % +regression +c\.ndjson$/m);
  });

  it('draws each row over time and marks where its level changes', () => {
    expect(text).toMatch(/^kernel +▁▁█ +\d+\.\d{3} +\d+\.\d{3} +\+20\.0 % +3$/m);
    expect(text).toMatch(/^regression of kernel from 3 on \(c\.ndjson\), \+20\.0 % against the one before$/m);
  });

  it('fits into little space', () => {
    for (const columns of [40, 60, 80]) {
      const lines = render(tableReporter, SAMPLE_REPORTS['trend']!, { columns }).split('\n');
      const tables = lines.filter((line) => !line.startsWith('regression of'));
      expect(Math.max(...tables.map((line) => [...line].length))).toBeLessThanOrEqual(columns);
    }
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
