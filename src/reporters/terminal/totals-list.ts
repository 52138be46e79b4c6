/** One line per boot of a set: how long it took and where it came from. */
import { printable } from '../../trace/printable.js';
import { observerCost } from '../../trace/report/observer-cost.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import { isMeasured, type Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { extentBar } from '../words/bars.js';
import { countPoints } from '../words/ledger-words.js';
import { pickUnit, writeNumber, writeShare } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Palette } from './palette.js';

/** Maximum number of listed boots; the statistics include all. */
const MAX_LISTED = 40;

/** `112 (2.4 %)`: how many, and their share of the boot. */
const PORT_EXITS: Column<Timeline> = {
  head: 'port exits',
  align: 'right',
  text: (timeline) => {
    const cost = observerCost(timeline);
    return cost === null ? '' : `${cost.ports.count} (${writeShare(cost.ports.totalNs, cost.wholeNs)})`;
  },
  drop: 3,
};

const MOMENTS: Column<Timeline> = {
  head: 'moments',
  align: 'right',
  text: ({ events }) => `${countPoints(events).moments}`,
  drop: 2,
};

function sideColumn(names: SideNames): Column<Timeline> {
  return {
    head: 'side',
    align: 'left',
    text: ({ boot: { side } }) => (side === null ? '' : printable(names[side])),
    min: 8,
  };
}

/** `reset`, `crash`, `unfinished`; and whether the boot was a warm-up. */
function endOf({ boot, outcome: { state, reason } }: Timeline): string {
  const end = state === 'unfinished' ? state : reason === 'end' ? '' : reason;
  return boot.warmup ? `${end} (warm-up)`.trim() : end;
}

/** Lines of the list. */
export function* renderTotals(
  timelines: readonly Timeline[],
  palette: Palette,
  { names = PLAIN_NAMES, ...context }: RenderContext & { readonly names?: SideNames | undefined },
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
    ...(timelines.some(({ boot }) => boot.side !== null) ? [sideColumn(names)] : []),
    { head: 'codes', align: 'right', text: ({ events }) => `${countPoints(events).codes}`, drop: 2 },
    ...(timelines.some(({ events }) => events.some(({ kind }) => kind === 'moment')) ? [MOMENTS] : []),
    ...(timelines.some(({ boot }) => boot.exits !== null) ? [PORT_EXITS] : []),
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
