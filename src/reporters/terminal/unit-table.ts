/** The slowest units of systemd, or modules of cloud-init, of a boot whose log tells of them. */
import type { UnitTime } from '../../trace/boot.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { shortText } from '../words/short-text.js';
import { wrap } from '../words/text-width.js';
import { pickUnit, writeNumber } from '../words/time-text.js';
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
  const unit = pickUnit(units[0]!.durationNs, context);
  const columns: readonly Column<UnitTime>[] = [
    { head: 'slowest units', align: 'left', text: ({ name }) => shortText(name), min: 20 },
    {
      head: unit.name,
      align: 'right',
      text: ({ durationNs }) => writeNumber(durationNs, unit),
      paint: () => palette.strong,
    },
    {
      head: 'began at',
      align: 'right',
      text: ({ startNs }) => (startNs === null ? '' : writeNumber(startNs, unit)),
      drop: 1,
    },
  ];
  yield* renderGrid(columns, units.slice(0, MOST_UNITS), context);
  if (units.length <= MOST_UNITS) return;
  const more = `and ${units.length - MOST_UNITS} more, which took less; --format json has all`;
  for (const line of wrap(more, context.columns)) yield `${line}\n`;
}
