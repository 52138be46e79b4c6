import { expect, test } from 'vitest';
import { SHAPES } from '../../../src/reporters/svg/drawing.js';
import { describeRow, drawTrend } from '../../../src/reporters/svg/trend.js';
import type { TrendReport, TrendRow } from '../../../src/trace/report/report.js';
import { SAMPLE_REPORTS } from '../sample-reports.js';
import { expectInPlace } from './places.js';

const TREND = SAMPLE_REPORTS['trend'] as TrendReport;
const rowOf = (...medians: readonly (number | null)[]): TrendRow => ({
  kind: 'stage',
  name: 'kernel',
  values: medians.map((medianNs, at) => ({
    n: 1,
    medianNs,
    ciNs: null,
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

test('everything stands in its place: values in the middle of their part, joined by lines', () => {
  const drawing = drawTrend(
    { rows: [rowOf(80e6, 84e6, 88e6), rowOf(80e6, null, 84e6)], points: TREND.points },
    't',
  );
  expectInPlace(drawing, 2);
  const { text } = drawing.body;
  const lines = [...text.matchAll(/<line class="zero" x1="([\d.]+)%" y1="\d+" x2="([\d.]+)%"/g)].map((one) =>
    one.slice(1).join(),
  );
  expect(lines).toEqual(['16.667,50', '50,83.333', '16.667,83.333']);
  const marks = [...text.matchAll(/<svg x="([\d.]+)%"[^>]*><path class="(\w+)" d="([^"]+)"/g)].map((one) =>
    one.slice(1),
  );
  expect(marks.slice(0, 3)).toEqual([
    ['16.667', 'unchanged', SHAPES.dot],
    ['50', 'unchanged', SHAPES.dot],
    ['83.333', 'regression', SHAPES.up],
  ]);
  expect(text).toContain('text-anchor="end">80.000 ms to 88.000 ms (+5.0 %), regression at 3</text>');
});

test('an improvement points down; a row says no more than it knows', () => {
  const row = rowOf(80e6, 70e6);
  const [first, second] = row.values;
  const better = { ...row, values: [first!, { ...second!, change: 'improvement' as const }] };
  expect(drawTrend({ rows: [better], points: TREND.points }, 't').body.text).toContain(
    `class="improvement" d="${SHAPES.down}"`,
  );
  expect(describeRow(better)).toBe('kernel: 80.000 ms to 70.000 ms, improvement at 2');
  expect(describeRow(rowOf(5, 400))).toBe('kernel: 0.005 µs to 0.400 µs');
  expect(describeRow(rowOf(5, 4e6))).toBe('kernel: 0.000 ms to 4.000 ms');
});
