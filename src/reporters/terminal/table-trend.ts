/** The terminal's view of `report --trend`: the totals input by input, then every row as a line over time. */
import { printable } from '../../trace/printable.js';
import type { TrendPoint, TrendReport, TrendRow, TrendValue } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { RenderContext } from '../reporter.js';
import { extentBar } from '../words/bars.js';
import { sparkline } from '../words/sparkline.js';
import { pickUnit, type TimeUnit, writeChange, writeNumber } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import { renderNotes } from './notes.js';
import type { Palette } from './palette.js';

/** Maximum number of listed inputs, which are the latest; machine formats have all. */
const MAX_LISTED = 40;

/** Cells of a sparkline. */
const SPARK_WIDTH = 24;

/** Totals, rows, changes, notes. */
export function* renderTrend(
  report: TrendReport,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const { points, rows, diagnostics } = report;
  const unit = pickUnit(
    rows.flatMap((row) => row.values).reduce((most, { medianNs }) => Math.max(most, medianNs ?? 0), 0),
    context,
  );
  const total = rows.find((row) => row.kind === 'total');
  if (total === undefined) yield 'no boots with codes\n';
  else yield* renderPoints(points, total, { unit, palette, context });
  if (rows.length > 0) yield `\n${palette.strong('medians, each row on its own scale')}\n`;
  yield* renderGrid(rowColumns({ unit, palette, context }), rows, context);
  yield* renderChanges(report, palette);
  yield* renderNotes(diagnostics, palette, context);
}

interface View {
  readonly unit: TimeUnit;
  readonly palette: Palette;
  readonly context: RenderContext;
}

interface Listed {
  readonly place: number;
  readonly point: TrendPoint;
  readonly value: TrendValue;
}

function* renderPoints(
  points: readonly TrendPoint[],
  { values }: TrendRow,
  { unit, palette, context }: View,
): Generator<string> {
  const listed = points.map((point, place): Listed => ({ place, point, value: values[place]! }));
  const longestNs = values.reduce((most, { medianNs }) => Math.max(most, medianNs ?? 0), 1);
  const { unicode } = context;
  const columns: readonly Column<Listed>[] = [
    { head: '', align: 'right', text: ({ place }) => `${place + 1}` },
    {
      head: 'begun, UTC',
      align: 'left',
      text: ({ point }) => point.startedAt?.slice(0, 16).replace('T', ' ') ?? '',
      fit: ({ point }, width) => point.startedAt?.slice(0, width < 16 ? 10 : 16).replace('T', ' ') ?? '',
      min: 10,
      paint: () => palette.faint,
      drop: 2,
    },
    { head: 'n', align: 'right', text: ({ point }) => countBoots(point), drop: 0.3 },
    {
      head: `total ${unit.name}`,
      align: 'right',
      text: ({ value }) => writeNumber(value.medianNs, unit),
      paint: () => palette.strong,
    },
    {
      head: '95 % interval',
      align: 'left',
      text: ({ value }) => writeInterval(value, unit, ' to '),
      fit: ({ value }, width) => fittedInterval(value, unit, width),
      min: listed.reduce((most, { value }) => Math.max(most, writeInterval(value, unit, '..').length), 0),
      paint: () => palette.faint,
      drop: 0.4,
    },
    {
      align: 'bar',
      min: 10,
      max: 24,
      drop: 4,
      head: () => '',
      bar: ({ value }, width) =>
        value.medianNs === null
          ? ''
          : extentBar({ start: 0, end: value.medianNs / longestNs }, { width, unicode }),
    },
    { head: 'previous', align: 'right', text: ({ value }) => percent(value.previousPct), drop: 1 },
    { head: 'first', align: 'right', text: ({ value }) => percent(value.firstPct), drop: 3 },
    {
      head: 'level',
      align: 'left',
      text: ({ value }) => value.change ?? '',
      paint: ({ value }) => palette.verdict(value.change ?? 'unchanged'),
      drop: 0.2,
    },
    {
      head: 'input',
      align: 'left',
      text: ({ point }) => printable(point.input),
      paint: () => palette.faint,
      min: 10,
      keep: 'end',
    },
  ];
  if (listed.length > MAX_LISTED) yield `the latest ${MAX_LISTED} of ${listed.length} inputs\n`;
  yield* renderGrid(columns, listed.slice(-MAX_LISTED), context);
}

function writeInterval({ ciNs }: TrendValue, unit: TimeUnit, between: string): string {
  return ciNs === null ? '' : `${writeNumber(ciNs[0], unit)}${between}${writeNumber(ciNs[1], unit)}`;
}

function fittedInterval(value: TrendValue, unit: TimeUnit, width: number): string {
  const words = writeInterval(value, unit, ' to ');
  return words.length <= width ? words : writeInterval(value, unit, '..');
}

/** `10`, or `7+3 failed`. */
function countBoots({ boots, failedBoots }: TrendPoint): string {
  return failedBoots === 0 ? `${boots}` : `${boots}+${failedBoots} failed`;
}

function rowColumns({ unit, palette, context }: View): readonly Column<TrendRow>[] {
  const known = ({ values }: TrendRow) => values.filter(({ medianNs }) => medianNs !== null);
  return [
    {
      head: unit.name,
      align: 'left',
      text: ({ name }) => rowTitle(name),
      paint: ({ kind }) => (kind === 'gap' ? palette.faint : palette.strong),
      min: 12,
    },
    {
      head: 'over time',
      align: 'left',
      drop: 0.2,
      text: ({ values }) =>
        sparkline(
          values.map(({ medianNs }) => medianNs),
          { width: SPARK_WIDTH, unicode: context.unicode },
        ),
    },
    {
      head: 'first',
      align: 'right',
      text: (row) => writeNumber(known(row)[0]?.medianNs ?? null, unit),
      drop: 1,
    },
    { head: 'last', align: 'right', text: (row) => writeNumber(known(row).at(-1)?.medianNs ?? null, unit) },
    { head: 'change', align: 'right', text: (row) => percent(known(row).at(-1)?.firstPct ?? null) },
    {
      head: 'level changes at',
      align: 'left',
      drop: 0.3,
      text: ({ values }) =>
        values.flatMap(({ change }, at) => (change === null ? [] : [`${at + 1}`])).join(', '),
      paint: ({ values }) =>
        palette.verdict(values.findLast(({ change }) => change !== null)?.change ?? 'unchanged'),
    },
  ];
}

function percent(value: number | null): string {
  return value === null ? '' : `${writeChange(value)} %`;
}

/** Each change in a sentence, the stages first: a total changes because of them. */
function* renderChanges({ points, rows }: TrendReport, palette: Palette): Generator<string> {
  const changes = rows.flatMap(({ name, values }) =>
    values.flatMap(({ change, previousPct }, at) =>
      change === null ? [] : [{ name, change, at, by: percent(previousPct) }],
    ),
  );
  if (changes.length === 0) return;
  yield '\n';
  for (const { name, change, at, by } of changes) {
    const where = `from ${at + 1} on (${printable(points[at]!.input)}), ${by} against the one before`;
    yield `${palette.verdict(change)(change)} of ${name} ${where}\n`;
  }
}
