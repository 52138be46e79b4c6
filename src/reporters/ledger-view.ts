/** The picture of a boot: one line per ledger row, its bar where it lies in the whole, its time and its share. */
import { formatCode, type Nanoseconds } from '../trace/event.js';
import type { LedgerRow, StageSpan } from '../trace/timeline.js';
import { extentBar } from './bars.js';
import { type Column, renderGrid } from './grid.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { pickUnit, writeNumber, writeShare, writeTime } from './time-text.js';

export interface LedgerView {
  readonly rows: readonly LedgerRow[];
  readonly totalNs: Nanoseconds;
  /** The span of each `stage` row, in the same order; empty when rows are medians of several boots. */
  readonly stages: readonly StageSpan[];
  /** Names of all stages of the table, which decide the colours. */
  readonly stageNames: readonly string[];
}

interface ViewRow extends LedgerRow {
  readonly span: StageSpan | null;
}

/** Lines of the picture. */
export function* renderLedger(view: LedgerView, palette: Palette, context: RenderContext): Generator<string> {
  const spans = [...view.stages];
  const rows = view.rows.map(
    (row): ViewRow => ({ ...row, span: row.kind === 'stage' ? (spans.shift() ?? null) : null }),
  );
  yield* renderGrid(ledgerColumns(view, palette, context), rows, context);
}

function ledgerColumns(
  { totalNs, stageNames }: LedgerView,
  palette: Palette,
  context: RenderContext,
): readonly Column<ViewRow>[] {
  const unit = pickUnit(totalNs, context);
  const share = (timeNs: Nanoseconds): number => (totalNs > 0 ? timeNs / totalNs : 0);
  const paint = (row: ViewRow) =>
    row.kind === 'stage' ? palette.stage(stageNames.indexOf(row.name)) : palette.faint;
  return [
    { head: 'stage', align: 'left', text: (row) => rowName(row, context), paint, min: 12 },
    {
      align: 'bar',
      min: 16,
      max: 60,
      head: (width) => axis(writeTime(totalNs, unit), width),
      bar: (row, width) =>
        extentBar({ start: share(row.startNs), end: share(row.endNs) }, { width, unicode: context.unicode }),
      paint,
    },
    { head: unit.name, align: 'right', text: (row) => writeNumber(row.durationNs, unit) },
    { head: 'share', align: 'right', text: (row) => writeShare(row.durationNs, totalNs), drop: 1 },
    { head: 'codes', align: 'left', text: ({ span }) => spanText(span), drop: 2 },
    { head: 'n', align: 'right', text: ({ span }) => `${span?.events ?? ''}`, drop: 3 },
    { head: 'revisits', align: 'right', text: ({ span }) => `${span?.revisits || ''}`, drop: 4 },
  ];
}

/** Below this width a gap is named by its end alone: it always follows the row of its start. */
const FULL_NAMES = 60;

function rowName({ kind, name }: LedgerRow, { columns }: RenderContext): string {
  return kind === 'gap' && columns < FULL_NAMES ? name.slice(name.indexOf('..')) : name;
}

/** `0` at the left end of the bars and the total at the right one. */
function axis(total: string, width: number): string {
  return width > total.length + 1 ? `0${total.padStart(width - 1)}` : total.slice(0, width);
}

function spanText(span: StageSpan | null): string {
  if (span === null) return '';
  const { firstCode, lastCode, events } = span;
  return events === 1 ? formatCode(firstCode) : `${formatCode(firstCode)}..${formatCode(lastCode)}`;
}
