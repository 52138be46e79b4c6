/** The slowest initcalls of a boot whose initcalls were marked, or whose kernel printed how long they took. */
import { printable } from '../../trace/printable.js';
import { whereaboutsIn } from '../../trace/profile/whereabouts.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import {
  describeInitcalls,
  describeUnreturned,
  describeWhereabouts,
  slowInitcalls,
  type TimedInitcall,
} from '../words/slow-initcalls.js';
import { wrap } from '../words/text-width.js';
import { pickUnit, writeNumber, writeShare, writeTime } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Palette } from './palette.js';

const MOST_ROWS = 12;

/** Nothing when none are known. */
export function* renderInitcalls(
  timeline: Timeline,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const found = slowInitcalls(timeline, MOST_ROWS);
  if (found === null) return;
  const { slowest, wholeNs } = found;
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
  if (slowest.length > 0) {
    yield* renderGrid(columns, slowest, context);
    const whole = describeInitcalls(found, writeTime(wholeNs, unit));
    for (const line of wrap(whole, context.columns)) yield `${line}\n`;
  }
  const unreturned = describeUnreturned(found, (timeNs) => writeTime(timeNs, unit));
  if (unreturned !== null) for (const line of wrap(unreturned, context.columns)) yield `${line}\n`;
}
