/** One line per boot of a set: how long it took and where it came from. */
import { printable } from '../trace/printable.js';
import { isMeasured, type TimedEvent, type Timeline } from '../trace/timeline.js';
import { extentBar } from './bars.js';
import { type Column, renderGrid } from './grid.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { pickUnit, writeNumber } from './time-text.js';

/** Most boots that are listed; the statistics are over all. */
const MAX_LISTED = 40;

/** Codes that count. */
export function countCodes({ events }: { readonly events: readonly TimedEvent[] }): number {
  return events.reduce((count, event) => count + (event.kind === 'code' && !event.noise ? 1 : 0), 0);
}

const SIDE: Column<Timeline> = { head: 'side', align: 'left', text: ({ boot }) => boot.side ?? '' };

/** `reset`, `crash`; and whether the boot was a warm-up. */
function endOf({ boot }: Timeline): string {
  const reason = boot.stop?.reason ?? '';
  return boot.warmup ? `${reason} (warm-up)`.trim() : reason;
}

/** Lines of the list. */
export function* renderTotals(
  timelines: readonly Timeline[],
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const longestNs = timelines.reduce((most, { totalNs }) => Math.max(most, totalNs), 0);
  const unit = pickUnit(longestNs, context);
  const columns: readonly Column<Timeline>[] = [
    { head: 'boot', align: 'right', text: ({ index }) => `${index + 1}` },
    {
      head: `total ${unit.name}`,
      align: 'right',
      text: (timeline) => (isMeasured(timeline) ? writeNumber(timeline.totalNs, unit) : 'no codes'),
      paint: () => palette.strong,
    },
    {
      align: 'bar',
      min: 12,
      max: 30,
      head: () => '',
      bar: ({ totalNs }, width) =>
        totalNs === 0
          ? ''
          : extentBar({ start: 0, end: totalNs / longestNs }, { width, unicode: context.unicode }),
    },
    ...(timelines.some(({ boot }) => boot.side !== null) ? [SIDE] : []),
    { head: 'codes', align: 'right', text: (timeline) => `${countCodes(timeline)}`, drop: 2 },
    { head: 'ended by', align: 'left', text: endOf, drop: 1 },
    {
      head: 'input',
      align: 'left',
      text: ({ boot }) => printable(boot.input),
      paint: () => palette.faint,
      min: 16,
      keep: 'end',
    },
  ];
  yield* renderGrid(columns, timelines.slice(0, MAX_LISTED), context);
  if (timelines.length > MAX_LISTED) yield `and ${timelines.length - MAX_LISTED} more boots\n`;
}
