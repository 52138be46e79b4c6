/** Statistics of each row over several boots, as a table with the picture of a boot made of medians above it. */
import type { Nanoseconds } from '../../trace/event.js';
import { largestNs, type SummaryRow } from '../../trace/report/report.js';
import { rowTitle, shortRowTitle } from '../../trace/report/row-title.js';
import type { StageTable } from '../../trace/stage-table.js';
import type { RenderContext } from '../reporter.js';
import { medianPicture } from '../words/boot-picture.js';
import { pickUnit, type TimeUnit, writeNumber, writeRowNumber } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import { renderLedger } from './ledger-view.js';
import type { Palette } from './palette.js';
import { renderSpread } from './spread-lines.js';

/** Picture and table. */
export function* renderSummary(
  rows: readonly SummaryRow[],
  table: StageTable,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const picture = medianPicture(rows, table);
  if (picture.rows.length > 0) {
    yield `${palette.strong('medians, one after another')}\n`;
    yield* renderLedger(picture, palette, context);
    yield '\n';
  }
  const unit = pickUnit(largestNs(rows), context);
  yield* renderGrid(summaryColumns(unit, picture.stageNames, palette, context), rows, context);
  yield* renderSpread(rows, unit, palette);
}

function summaryColumns(
  unit: TimeUnit,
  stageNames: readonly string[],
  palette: Palette,
  { columns }: RenderContext,
): readonly Column<SummaryRow>[] {
  const time = (
    head: string,
    value: (row: SummaryRow) => Nanoseconds | null,
    drop = 0,
  ): Column<SummaryRow> => ({
    head,
    align: 'right',
    text: (row) => writeNumber(value(row), unit),
    drop,
  });
  const paint = (row: SummaryRow) => {
    if (row.kind === 'total') return palette.strong;
    return row.kind === 'stage' ? palette.stage(stageNames.indexOf(row.name)) : palette.faint;
  };
  return [
    { head: unit.name, align: 'left', text: (row) => nameOf(row, columns), paint, min: 12 },
    { head: 'n', align: 'right', text: (row) => `${row.n}`, drop: 1 },
    {
      head: 'median',
      align: 'right',
      text: (row) => writeRowNumber(row.medianNs, unit),
      paint: () => palette.strong,
    },
    time('mean', (row) => row.meanNs, 4),
    time('stddev', (row) => row.stddevNs, 5),
    time('min', (row) => row.minNs, 2),
    time('max', (row) => row.maxNs, 2),
    time('p95', (row) => row.p95Ns, 3),
    {
      head: '95 % of the median',
      align: 'left',
      text: (row) => interval(row, unit),
      paint: () => palette.faint,
      drop: 6,
    },
  ];
}

/** Below this width rows have short names, to leave room for all numbers. */
const FULL_NAMES = 100;

function nameOf(row: SummaryRow, columns: number): string {
  return columns < FULL_NAMES ? shortRowTitle(row) : rowTitle(row.name);
}

function interval({ ciNs }: SummaryRow, unit: TimeUnit): string {
  return ciNs === null ? '' : `${writeNumber(ciNs[0], unit)} to ${writeNumber(ciNs[1], unit)}`;
}
