/** The slowest initcalls of a boot whose initcalls were marked. */
import { printable } from '../trace/printable.js';
import type { Timeline } from '../trace/timeline.js';
import { whereaboutsIn } from '../trace/whereabouts.js';
import { type Column, renderGrid } from './grid.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { describeWhereabouts, slowInitcalls, type TimedInitcall } from './slow-initcalls.js';
import { wrap } from './text-width.js';
import { pickUnit, writeNumber, writeShare } from './time-text.js';

const MOST_ROWS = 12;

/** Nothing when none were marked. */
export function* renderInitcalls(
  timeline: Timeline,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const found = slowInitcalls(timeline, MOST_ROWS);
  if (found === null) return;
  const { all, slowest, wholeNs } = found;
  const mostlyIn = whereaboutsIn(timeline.boot.profile);
  const unit = pickUnit(timeline.events.at(-1)?.timeNs ?? 0, context);
  const columns: readonly Column<TimedInitcall>[] = [
    { head: 'slowest initcalls', align: 'left', text: ({ name }) => printable(name), min: 20 },
    {
      head: unit.name,
      align: 'right',
      text: ({ durationNs }) => writeNumber(durationNs, unit),
      paint: () => palette.strong,
    },
    { head: 'share', align: 'right', text: (one) => writeShare(one.durationNs, wholeNs), drop: 1 },
    {
      head: 'mostly in',
      align: 'left',
      text: (one) => describeWhereabouts(mostlyIn(one), one),
      paint: () => palette.faint,
      min: 20,
      drop: 1.5,
    },
    { head: 'began at', align: 'right', text: ({ startNs }) => writeNumber(startNs, unit), drop: 2 },
  ];
  yield* renderGrid(columns, slowest, context);
  const sum = `${writeNumber(wholeNs, unit)} ${unit.name}`;
  const whole = `${all.length} initcalls took ${sum}, each with what else ran until the next began`;
  for (const line of wrap(whole, context.columns)) yield `${line}\n`;
}
