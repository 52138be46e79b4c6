/** The slowest units of systemd, or modules of cloud-init, of a boot whose log tells of them. */
import type { UnitTime } from '../../trace/boot.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { shortText } from '../words/short-text.js';
import { unitColumns } from '../words/slow-rows.js';
import { wrap } from '../words/text-width.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Palette } from './palette.js';

/** Rows of one table. */
const MOST_UNITS = 12;

/** Nothing where the log tells of none. */
export function* renderUnits(
  { boot: { units = [] } }: Pick<Timeline, 'boot'>,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  if (units.length === 0) return;
  const [name, duration, begin] = unitColumns(units, context);
  const columns: readonly Column<UnitTime>[] = [
    { head: 'slowest units', align: 'left', text: (one) => shortText(name!.cell(one)), min: 20 },
    { head: duration!.head, align: 'right', text: duration!.cell, paint: () => palette.strong },
    { head: begin!.head, align: 'right', text: begin!.cell, drop: 1 },
  ];
  yield* renderGrid(columns, units.slice(0, MOST_UNITS), context);
  if (units.length <= MOST_UNITS) return;
  const more = `and ${units.length - MOST_UNITS} more, which took less time; --format json lists all`;
  for (const line of wrap(more, context.columns)) yield `${line}\n`;
}
