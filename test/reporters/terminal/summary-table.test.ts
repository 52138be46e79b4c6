import { describe, expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { renderSummary } from '../../../src/reporters/terminal/summary-table.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { SummaryRow } from '../../../src/trace/report/report.js';
import { bootOf } from '../../stages/build-boot.js';
import { PLAIN, reading, report } from '../sample-reports.js';

function summary(rows: readonly SummaryRow[], columns = 80): readonly string[] {
  const lines = renderSummary(rows, BUILT_IN_TABLE, createPalette(PLAIN), { ...PLAIN, columns });
  return [...lines].map((line) => line.trimEnd());
}

const ROWS = report('report', [
  reading(
    bootOf([
      [0x01, 1000],
      [0x02, 1000],
      [0x40, 3000],
      [0x41, 9000],
    ]),
    bootOf([
      [0x01, 1000],
      [0x02, 1000],
      [0x40, 4000],
      [0x41, 9000],
    ]),
    bootOf([
      [0x01, 2000],
      [0x02, 2000],
      [0x40, 4000],
      [0x41, 4000],
    ]),
  ),
]).summary!;

describe('renderSummary', () => {
  it('lays medians end to end and lists statistics', () => {
    const lines = summary(ROWS);
    expect(lines[0]).toBe('medians, one after another');
    expect(lines.find((line) => line.startsWith('firmware..kernel'))).toMatch(/ 2\.000 +25\.0 %$/);
    expect(lines.at(-2)).toBe('kernel       3   5.000  3.667   3.215  0.000  6.000  5.900');
    expect(lines.at(-1)).toBe('total        3   9.000  7.333   2.887  4.000  9.000  9.000');
  });

  it('drops the less telling numbers where it is narrow, never the median', () => {
    expect(summary(ROWS, 43).at(-1)).toMatch(/^total +3 +9\.000 +4\.000 +9\.000 +9\.000$/);
    expect(summary(ROWS, 23).at(-1)).toMatch(/^total +3 +9\.000$/);
  });

  it('leaves rows of a few boots out of the picture', () => {
    const rare: SummaryRow = { ...ROWS[1]!, name: 'bootloader', n: 1 };
    const lines = summary([...ROWS.slice(0, 2), rare, ...ROWS.slice(2)]);
    expect(lines.filter((line) => line.startsWith('bootloader '))).toHaveLength(1);
  });

  it('bounds the outliers that it lists', () => {
    const many: SummaryRow = { ...ROWS[0]!, outliers: Array.from({ length: 14 }, (_, at) => at * 1e6) };
    expect(summary([many]).at(-1)).toMatch(/^outliers of before the first code: 0\.000 ms, .* and 4 more$/);
  });
});

const ROW: SummaryRow = {
  kind: 'total',
  name: 'total',
  n: 8,
  medianNs: 5e6,
  meanNs: 6e6,
  stddevNs: 1e6,
  minNs: 4e6,
  maxNs: 9e6,
  p95Ns: 8e6,
  ciNs: [4.5e6, 5.5e6],
  outliers: [],
  humps: null,
};

it('has every number below its name', () => {
  expect(summary([ROW], 120)).toEqual([
    'ms     n  median   mean  stddev    min    max    p95  95 % of the median',
    'total  8   5.000  6.000   1.000  4.000  9.000  8.000  4.500 to 5.500',
  ]);
});

it('names gaps by their end where it is narrow', () => {
  const gap: SummaryRow = { ...ROW, kind: 'gap', name: 'firmware..kernel' };
  const lines = (columns: number) => summary([{ ...ROW, kind: 'setup', name: 'setup' }, gap], columns);
  expect(lines(99).at(-1)).toMatch(/^\.\.kernel /);
  expect(lines(100).at(-1)).toMatch(/^firmware\.\.kernel /);
});

it('has the colours of stages, a strong total and faint gaps', () => {
  const palette = createPalette({ color: true });
  const rows: readonly SummaryRow[] = [
    { ...ROW, kind: 'stage', name: 'kernel' },
    { ...ROW, kind: 'gap', name: 'kernel..userspace' },
    ROW,
  ];
  const text = [...renderSummary(rows, BUILT_IN_TABLE, palette, { ...PLAIN, columns: 120 })]
    .slice(-3)
    .join('');
  expect(text).toContain(palette.stage(2)('kernel'));
  expect(text).toContain(palette.faint('kernel..userspace'));
  expect(text).toContain(palette.strong('total'));
});
