/** The terminal's view of `diff`: rows with their change and verdict, then codes and moments one by one. */
import type { Nanoseconds } from '../../trace/event.js';
import type { DiffMark, DiffReport, DiffRow, Verdict } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { RenderContext } from '../reporter.js';
import { deltaBar } from '../words/bars.js';
import { failedText, shownRows } from '../words/failed-row.js';
import { markLabels, markNoun, marksTitle } from '../words/mark-words.js';
import { pickUnit, type TimeUnit, writeChange, writeDelta, writeNumber } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import { renderNotes } from './notes.js';
import type { Paint, Palette } from './palette.js';
import { renderSpread } from './spread-lines.js';

/** Most marks that are listed; machine formats have all. */
const MAX_MARKS = 100;

/** Below this width names are cut and medians go, so that changes and verdicts stay. */
const NARROW = 60;

/** Rows, marks, verdict, notes. */
export function* renderDiff(report: DiffReport, palette: Palette, context: RenderContext): Generator<string> {
  const { marks, verdict, diagnostics } = report;
  const rows = shownRows(report.rows);
  const unit = pickUnit(largest(rows), context);
  if (rows.length === 0) yield 'nothing to compare: neither side has a boot with codes\n';
  yield* renderGrid(rowColumns(rows, { unit, palette, context }), rows, context);
  yield* renderSpread(sidesOf(rows), unit, palette);
  if (marks.length > 0) {
    yield `\n${palette.strong(marksTitle(marks))}\n`;
    yield* renderGrid(markColumns(marks, unit, palette), marks.slice(0, MAX_MARKS), context);
    if (marks.length > MAX_MARKS)
      yield `and ${marks.length - MAX_MARKS} more ${markNoun(marks)}: --json and --csv have all\n`;
  }
  yield `\nverdict: ${palette.verdict(verdict)(verdict)}${countVerdicts(rows, verdict)}\n`;
  yield* renderNotes(diagnostics, palette, context);
}

/** Each side of each row by a name of its own. */
function sidesOf(rows: readonly DiffRow[]) {
  return rows.flatMap(({ name, baseOutliers, headOutliers, baseHumps, headHumps }) => [
    { name: `${name} in base`, outliers: baseOutliers, humps: baseHumps },
    { name: `${name} in head`, outliers: headOutliers, humps: headHumps },
  ]);
}

function largest(rows: readonly DiffRow[]): Nanoseconds {
  return rows.reduce((most, row) => Math.max(most, row.baseNs ?? 0, row.headNs ?? 0), 0);
}

interface View {
  readonly unit: TimeUnit;
  readonly palette: Palette;
  readonly context: RenderContext;
}

function rowColumns(rows: readonly DiffRow[], { unit, palette, context }: View): readonly Column<DiffRow>[] {
  const noise = Math.max(largest(rows) / 50, 1);
  const widest = rows.reduce((most, row) => Math.max(most, Math.abs(row.deltaNs ?? 0)), noise);
  const verdictPaint = (row: DiffRow): Paint => palette.verdict(row.verdict);
  const namePaint = (row: DiffRow): Paint => (row.kind === 'gap' ? palette.faint : palette.strong);
  return [
    {
      head: unit.name,
      align: 'left',
      text: (row) => rowTitle(row.name),
      paint: namePaint,
      min: context.columns < NARROW ? 12 : 22,
    },
    {
      head: 'base',
      align: 'right',
      text: (row) => failedText(row, 'base') ?? writeNumber(row.baseNs, unit),
      drop: 0.3,
    },
    {
      head: 'head',
      align: 'right',
      text: (row) => failedText(row, 'head') ?? writeNumber(row.headNs, unit),
      drop: 0.2,
    },
    { head: 'delta', align: 'right', text: (row) => writeDelta(row.deltaNs, unit), paint: verdictPaint },
    {
      head: '%',
      align: 'right',
      text: ({ deltaPct }) => writeChange(deltaPct),
      paint: verdictPaint,
      drop: 1,
    },
    {
      align: 'bar',
      min: 11,
      max: 25,
      head: (width) => (width < 14 ? '' : `${'faster'.padEnd(Math.floor((width - 1) / 2))} slower`),
      bar: ({ deltaNs }, width) =>
        deltaNs === null ? '' : deltaBar(deltaNs / widest, { width, unicode: context.unicode }),
      paint: verdictPaint,
    },
    { head: 'verdict', align: 'left', text: (row) => row.verdict, paint: verdictPaint },
    { head: 'needs', align: 'right', text: ({ neededN }) => needed(neededN), drop: 1.5 },
    { head: '95 % of the shift', align: 'left', text: ({ ciNs }) => interval(ciNs, unit), drop: 3 },
    { head: 'p', align: 'right', text: ({ pAdjusted }) => probability(pAdjusted), drop: 2 },
    { head: 'n', align: 'right', text: ({ baseN, headN }) => `${baseN}/${headN}`, drop: 4 },
  ];
}

function markColumns(
  marks: readonly DiffMark[],
  unit: TimeUnit,
  palette: Palette,
): readonly Column<DiffMark>[] {
  return [
    {
      head: marks.some((mark) => 'key' in mark) ? 'code or moment' : 'code',
      align: 'left',
      text: markLabels(marks),
      paint: () => palette.strong,
      min: 16,
    },
    { head: `base ${unit.name}`, align: 'right', text: (mark) => writeNumber(mark.baseNs, unit) },
    { head: 'head', align: 'right', text: (mark) => writeNumber(mark.headNs, unit) },
    { head: 'delta', align: 'right', text: (mark) => writeDelta(mark.deltaNs, unit) },
  ];
}

/** The estimate ends at 1000. */
function needed(boots: number | null): string {
  if (boots === null) return '';
  return boots >= 1000 ? '1000+' : `${boots}`;
}

function interval(ciNs: DiffRow['ciNs'], unit: TimeUnit): string {
  return ciNs === null ? '' : `${writeDelta(ciNs[0], unit)} to ${writeDelta(ciNs[1], unit)}`;
}

function probability(p: number | null): string {
  if (p === null) return '';
  return p < 0.0001 ? '<0.0001' : p.toFixed(4);
}

/** ` (2 of 9 rows)` */
function countVerdicts(rows: readonly DiffRow[], verdict: Verdict): string {
  return rows.length === 0
    ? ''
    : ` (${rows.filter((row) => row.verdict === verdict).length} of ${rows.length} rows)`;
}
