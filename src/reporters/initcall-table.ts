/** The slowest initcalls of a boot whose initcalls were marked. */
import { type Initcall, initcallsOf } from '../trace/initcall.js';
import { printable } from '../trace/printable.js';
import type { Timeline } from '../trace/timeline.js';
import { type Column, renderGrid } from './grid.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { pickUnit, writeNumber, writeShare } from './time-text.js';

const MOST_ROWS = 12;
/** Rows below this share of all initcalls explain nothing. */
const LEAST_SHARE = 0.005;

/** Nothing when none were marked. */
export function* renderInitcalls(
  timeline: Timeline,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const initcalls = initcallsOf(timeline.events);
  const timed = initcalls.filter(({ durationNs }) => durationNs !== null);
  const wholeNs = timed.reduce((sum, one) => sum + durationOf(one), 0);
  const slowest = timed
    .toSorted((a, b) => durationOf(b) - durationOf(a))
    .filter((one) => durationOf(one) >= LEAST_SHARE * wholeNs)
    .slice(0, MOST_ROWS);
  if (slowest.length === 0) return;
  const unit = pickUnit(timeline.events.at(-1)?.timeNs ?? 0, context);
  const columns: readonly Column<Initcall>[] = [
    { head: 'slowest initcalls', align: 'left', text: ({ name }) => printable(name), min: 20 },
    {
      head: unit.name,
      align: 'right',
      text: ({ durationNs }) => writeNumber(durationNs, unit),
      paint: () => palette.strong,
    },
    { head: 'share', align: 'right', text: (one) => writeShare(durationOf(one), wholeNs), drop: 1 },
    { head: 'began at', align: 'right', text: ({ startNs }) => writeNumber(startNs, unit), drop: 2 },
  ];
  yield* renderGrid(columns, slowest, context);
  const sum = `${writeNumber(wholeNs, unit)} ${unit.name}`;
  yield `${initcalls.length} initcalls took ${sum}, each with what else ran until the next began\n`;
}

function durationOf({ durationNs }: Initcall): number {
  return durationNs ?? 0;
}
