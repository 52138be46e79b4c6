/** The picture of a boot: one line per ledger row, its bar where it lies in the whole, its time and its share. */
import type { Nanoseconds } from '../trace/event.js';
import type { LedgerRow } from '../trace/timeline.js';
import { extentBar } from './bars.js';
import type { BootPicture, PictureRow } from './boot-picture.js';
import { type Column, renderGrid } from './grid.js';
import { spanCodes } from './ledger-words.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { pickUnit, writeNumber, writeShare, writeTime } from './time-text.js';

/** Lines of the picture. */
export function* renderLedger(
  picture: BootPicture,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  yield* renderGrid(ledgerColumns(picture, palette, context), picture.rows, context);
}

function ledgerColumns(
  { totalNs, stageNames }: BootPicture,
  palette: Palette,
  context: RenderContext,
): readonly Column<PictureRow>[] {
  const unit = pickUnit(totalNs, context);
  const share = (timeNs: Nanoseconds): number => (totalNs > 0 ? timeNs / totalNs : 0);
  const paint = (row: PictureRow) =>
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
    { head: 'codes', align: 'left', text: ({ span }) => spanCodes(span), drop: 2 },
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
