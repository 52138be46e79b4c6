/** The terminal's view of `diff`: rows with their change and verdict, then codes and moments one by one. */
import type { Nanoseconds } from '../../trace/event.js';
import { printable } from '../../trace/printable.js';
import type { DiffMark, DiffReport, DiffRow, Verdict } from '../../trace/report/report.js';
import { rowTitle, shortRowTitle } from '../../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import type { RenderContext } from '../reporter.js';
import { deltaBar } from '../words/bars.js';
import { failedText, shownRows } from '../words/failed-row.js';
import { markLabels, markNoun, marksTitle } from '../words/mark-words.js';
import { displayWidth, truncate, truncateStart, wrap } from '../words/text-width.js';
import { pickUnit, type TimeUnit, writeChange, writeDelta, writeNumber } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import { renderNotes } from './notes.js';
import type { Paint, Palette } from './palette.js';
import { renderSpread } from './spread-lines.js';

/** Maximum number of listed marks; machine formats have all. */
const MAX_MARKS = 100;

/** From this width on there is room for longer names of sides. */
const WIDE = 100;

/** Rows, marks, verdict, notes. */
export function* renderDiff(report: DiffReport, palette: Palette, context: RenderContext): Generator<string> {
  const { marks, verdict, diagnostics, names = PLAIN_NAMES } = report;
  const rows = shownRows(report.rows);
  const unit = pickUnit(largest(rows), context);
  if (rows.length === 0) yield 'nothing to compare: neither side has a boot with codes\n';
  const view = { unit, palette, context, heads: sideHeads(names, context) };
  if (view.heads.areCut) yield* renderNames(names, context);
  yield* renderGrid(rowColumns(rows, view), rows, context);
  yield* renderSpread(sidesOf(rows, names), unit, palette);
  if (marks.length > 0) {
    yield `\n${palette.strong(marksTitle(marks))}\n`;
    yield* renderGrid(markColumns(marks, view), marks.slice(0, MAX_MARKS), context);
    if (marks.length > MAX_MARKS)
      yield `and ${marks.length - MAX_MARKS} more ${markNoun(marks)}; --json and --csv list all\n`;
  }
  yield `\nverdict: ${palette.verdict(verdict)(verdict)}${countVerdicts(rows, verdict)}\n`;
  yield* renderNotes(diagnostics, palette, context);
}

/** Each side of each row by a name of its own. */
function sidesOf(rows: readonly DiffRow[], names: SideNames) {
  const [base, head] = [names.base, names.head].map(printable);
  return rows.flatMap(({ name, baseOutliers, headOutliers, baseHumps, headHumps }) => [
    { name: `${rowTitle(name)} in ${base}`, outliers: baseOutliers, humps: baseHumps },
    { name: `${rowTitle(name)} in ${head}`, outliers: headOutliers, humps: headHumps },
  ]);
}

interface SideHeads extends SideNames {
  /** Their labels do not contain the whole name. */
  readonly areCut: boolean;
}

/** The names of the sides as heads of columns of numbers: cut at the end, or where they would then be alike at the start. */
function sideHeads(names: SideNames, { columns, unicode }: RenderContext): SideHeads {
  const width = columns < WIDE ? 8 : 16;
  const mark = unicode ? '…' : '~';
  const [base, head] = [printable(names.base), printable(names.head)] as const;
  const fits = [base, head].every((name) => displayWidth(name) <= width);
  if (fits) return { base, head, areCut: false };
  const isTold = truncate(base, width, mark) !== truncate(head, width, mark);
  const cut = isTold ? truncate : truncateStart;
  return { base: cut(base, width, mark), head: cut(head, width, mark), areCut: true };
}

function* renderNames({ base, head }: SideNames, { columns }: RenderContext): Generator<string> {
  for (const [side, name] of [
    ['base', base],
    ['head', head],
  ] as const)
    for (const line of wrap(printable(`${side}: ${name}`), columns)) yield `${line}\n`;
}

function largest(rows: readonly DiffRow[]): Nanoseconds {
  return rows.reduce((most, row) => Math.max(most, row.baseNs ?? 0, row.headNs ?? 0), 0);
}

interface View {
  readonly unit: TimeUnit;
  readonly palette: Palette;
  readonly context: RenderContext;
  readonly heads: SideHeads;
}

function rowColumns(rows: readonly DiffRow[], view: View): readonly Column<DiffRow>[] {
  const { unit, palette, context, heads } = view;
  const noise = Math.max(largest(rows) / 50, 1);
  const widest = rows.reduce((most, row) => Math.max(most, Math.abs(row.deltaNs ?? 0)), noise);
  const widestName = widestOf(rows, ({ name }) => rowTitle(name));
  const verdictPaint = (row: DiffRow): Paint => palette.verdict(row.verdict);
  const namePaint = (row: DiffRow): Paint => (row.kind === 'gap' ? palette.faint : palette.strong);
  return [
    {
      head: unit.name,
      align: 'left',
      text: (row) => rowTitle(row.name),
      // All of them short, or none.
      fit: (row, width) => (widestName > width ? shortRowTitle(row) : rowTitle(row.name)),
      paint: namePaint,
      min: 12,
    },
    {
      head: heads.base,
      align: 'right',
      text: (row) => failedText(row, 'base') ?? writeNumber(row.baseNs, unit),
      drop: 2,
    },
    {
      head: heads.head,
      align: 'right',
      text: (row) => failedText(row, 'head') ?? writeNumber(row.headNs, unit),
      drop: 1,
    },
    { head: 'delta', align: 'right', text: (row) => writeDelta(row.deltaNs, unit), paint: verdictPaint },
    {
      head: '%',
      align: 'right',
      text: ({ deltaPct }) => writeChange(deltaPct),
      paint: verdictPaint,
      drop: 4,
    },
    {
      align: 'bar',
      min: 11,
      max: 25,
      drop: 7,
      head: (width) => (width < 14 ? '' : `${'faster'.padEnd(Math.floor((width - 1) / 2))} slower`),
      bar: ({ deltaNs }, width) =>
        deltaNs === null ? '' : deltaBar(deltaNs / widest, { width, unicode: context.unicode }),
      paint: verdictPaint,
    },
    { head: 'verdict', align: 'left', text: (row) => row.verdict, paint: verdictPaint },
    { head: 'needs', align: 'right', text: ({ neededN }) => needed(neededN), drop: 6 },
    {
      head: '95 % interval',
      align: 'left',
      text: ({ ciNs }) => interval(ciNs, unit, ' to '),
      fit: ({ ciNs }, width) => fittedInterval(ciNs, unit, width),
      min: widestOf(rows, ({ ciNs }) => interval(ciNs, unit, '..')),
      drop: 0.5,
    },
    { head: 'floor', align: 'right', text: ({ floorNs }) => writeNumber(floorNs ?? null, unit), drop: 3 },
    { head: 'p', align: 'right', text: ({ pAdjusted }) => probability(pAdjusted), drop: 5 },
    { head: 'n', align: 'right', text: ({ baseN, headN }) => `${baseN}/${headN}`, drop: 0.7 },
  ];
}

function markColumns(
  marks: readonly DiffMark[],
  { unit, palette, heads }: View,
): readonly Column<DiffMark>[] {
  return [
    {
      head: marks.some((mark) => 'key' in mark) ? 'code or moment' : 'code',
      align: 'left',
      text: markLabels(marks),
      paint: () => palette.strong,
      min: 16,
    },
    { head: `${heads.base} ${unit.name}`, align: 'right', text: (mark) => writeNumber(mark.baseNs, unit) },
    { head: heads.head, align: 'right', text: (mark) => writeNumber(mark.headNs, unit) },
    { head: 'delta', align: 'right', text: (mark) => writeDelta(mark.deltaNs, unit) },
  ];
}

/** The estimate ends at 1000. */
function needed(boots: number | null): string {
  if (boots === null) return '';
  return boots >= 1000 ? '1000+' : `${boots}`;
}

function interval(ciNs: DiffRow['ciNs'], unit: TimeUnit, between: string): string {
  return ciNs === null ? '' : `${writeDelta(ciNs[0], unit)}${between}${writeDelta(ciNs[1], unit)}`;
}

/** `+4.180 to +6.180`, or `+4.180..+6.180` where there is less room. */
function fittedInterval(ciNs: DiffRow['ciNs'], unit: TimeUnit, width: number): string {
  const words = interval(ciNs, unit, ' to ');
  return words.length <= width ? words : interval(ciNs, unit, '..');
}

function widestOf(rows: readonly DiffRow[], text: (row: DiffRow) => string): number {
  return rows.reduce((most, row) => Math.max(most, displayWidth(text(row))), 0);
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
