import { expect, test } from 'vitest';
import { describeRow, drawTrend } from '../../../src/reporters/svg/trend.js';
import type { TrendReport, TrendRow } from '../../../src/trace/report.js';
import { SAMPLE_REPORTS } from '../sample-reports.js';

const TREND = SAMPLE_REPORTS['trend'] as TrendReport;
const rowOf = (...medians: readonly (number | null)[]): TrendRow => ({
  kind: 'stage',
  name: 'kernel',
  values: medians.map((medianNs, at) => ({
    n: 1,
    medianNs,
    previousPct: null,
    firstPct: at === 2 ? 5 : null,
    change: at === 2 ? 'regression' : null,
  })),
});
const heights = (row: TrendRow): number[] =>
  [
    ...drawTrend({ rows: [row], points: TREND.points }, 't').body.text.matchAll(
      /<svg x="[\d.]+%" y="(\d+)"/g,
    ),
  ].map(([, y]) => Number(y));

test('a row in words', () => {
  expect(describeRow(rowOf(80e6, null, 84e6))).toBe(
    'kernel: 80.000 ms to 84.000 ms (+5.0 %), regression at 3',
  );
  expect(describeRow(rowOf(null))).toBe('kernel: no times');
});

test('slower stands higher, noise stays low, and what is missing has no mark', () => {
  const [first, second, third] = heights(rowOf(80e6, 84e6, 88e6));
  expect(first).toBeGreaterThan(second!);
  expect(second).toBeGreaterThan(third!);
  const [low, high] = heights(rowOf(80e6, 80.1e6));
  expect(low! - high!).toBeLessThanOrEqual(2);
  expect(heights(rowOf(80e6, null, 84e6))).toHaveLength(2);
});

test('every row of a series is drawn and described', () => {
  const drawing = drawTrend(TREND, 'Trend');
  expect(drawing.description.split('. ')).toHaveLength(TREND.rows.length);
  expect(drawing.body.text.match(/<g class="row"/g)).toHaveLength(TREND.rows.length);
  expect(drawing.height).toBe(TREND.rows.length * 72);
});
