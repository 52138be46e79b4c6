/** A series over time: one line per row, and the numbers. */
import type { TrendReport, TrendRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { drawTrend } from '../svg/trend.js';
import { markup } from '../words/markup.js';
import { pickUnit, writeNumber } from '../words/time-text.js';
import { dataTable, figure, type HtmlColumn, type Section } from './section.js';

/** Null without rows. */
export function trendSection(report: TrendReport): Section | null {
  const { rows, points } = report;
  if (rows.length === 0) return null;
  const values = rows.flatMap((row) => row.values);
  const unit = pickUnit(
    values.reduce((most, { medianNs }) => Math.max(most, medianNs ?? 0), 0),
    { unicode: true },
  );
  const columns: readonly HtmlColumn<{ readonly at: number; readonly input: string }>[] = [
    { head: 'number', look: 'number', cell: ({ at }) => `${at + 1}` },
    { head: 'input', look: 'wrap', cell: ({ input }) => input },
    { head: 'started', look: 'text', cell: ({ at }) => minuteOf(points[at]!.startedAt) },
    { head: 'boots', look: 'number', cell: ({ at }) => `${points[at]!.boots}` },
    { head: 'failed', look: 'number', cell: ({ at }) => failed(points[at]!.failedBoots) },
    ...rows.map((row) => ({
      head: `${rowTitle(row.name)} ${unit.name}`,
      look: 'number' as const,
      cell: ({ at }: { readonly at: number }) => cell(row, at, writeNumber(row.values[at]!.medianNs, unit)),
    })),
  ];
  return {
    id: 'trend',
    title: 'Medians over time',
    body: [
      figure(drawTrend(report, 'Medians over time, each row on its own scale')),
      markup`<p class="soft">Up is slower. A triangle marks where the level of a row changes.</p>
`,
      dataTable(
        'Medians of each input',
        columns,
        points.map(({ input }, at) => ({ at, input })),
      ),
    ],
  };
}

/** `2026-11-02 03:00 UTC` */
function minuteOf(startedAt: string | null): string {
  return startedAt === null ? '' : `${startedAt.slice(0, 16).replace('T', ' ')} UTC`;
}

function failed(count: number): string {
  return count === 0 ? '' : `${count}`;
}

/** The time, and beside it the word of a change. */
function cell({ values }: TrendRow, at: number, text: string) {
  const { change } = values[at]!;
  return change === null ? text : markup`${text} <span class="verdict ${change}">${change}</span>`;
}
