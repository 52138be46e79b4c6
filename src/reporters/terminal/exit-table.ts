/** Why a stage took so long, as far as the monitor knows: the accesses that made the guest leave, dearest first. */
import type { ExitCount } from '../../trace/boot.js';
import { printable } from '../../trace/printable.js';
import { type ObserverCost, observerCost } from '../../trace/report/observer-cost.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { describeAccess, exitCosts } from '../words/exit-words.js';
import { wrap } from '../words/text-width.js';
import { pickUnit, writeNumber, writeShare, writeTime } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Palette } from './palette.js';

const MOST_ROWS = 8;

/** Nothing when exits were not counted or none of them weighs anything. */
export function* renderExits(
  timeline: Timeline,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const costs = exitCosts(timeline);
  if (costs === null) return;
  const { wholeNs, count, totalNs } = costs;
  const shown = costs.telling.slice(0, MOST_ROWS);
  const unit = pickUnit(shown[0]!.totalNs, context);
  const stagePlace = new Map(timeline.ledger.map(({ name }, place) => [name, place]));
  const columns: readonly Column<ExitCount>[] = [
    {
      head: 'why',
      align: 'left',
      text: ({ stage }) => printable(rowTitle(stage)),
      paint: ({ stage }) => (stagePlace.has(stage) ? palette.strong : palette.faint),
    },
    { head: 'exits', align: 'right', text: ({ count }) => `${count}` },
    { head: 'for', align: 'left', text: describeAccess, min: 20 },
    { head: unit.name, align: 'right', text: ({ totalNs }) => writeNumber(totalNs, unit) },
    { head: 'share', align: 'right', text: ({ totalNs }) => writeShare(totalNs, wholeNs), drop: 1 },
  ];
  yield* renderGrid(columns, shown, context);
  const cost = observerCost(timeline);
  if (cost?.ports.count !== count) {
    const whole = `${count} exits cost about ${writeNumber(totalNs, unit)} ${unit.name}`;
    const text = `${whole} (${writeShare(totalNs, wholeNs)}) of this boot`;
    for (const line of wrap(text, context.columns)) yield `${line}\n`;
  }
  if (cost !== null && cost.ports.count > 0) yield* renderPorts(cost, context);
}

/** `106 port exits cost about 5.901 ms of this boot (9.5 %), 100 of them debug output: 5.102 ms (8.2 %)` */
function* renderPorts({ ports, debug, wholeNs }: ObserverCost, context: RenderContext): Generator<string> {
  const write = (timeNs: number) => writeTime(timeNs, pickUnit(ports.totalNs, context));
  const all = `${ports.count} port exits cost about ${write(ports.totalNs)} of this boot (${writeShare(ports.totalNs, wholeNs)})`;
  const output = `${debug.count} of them debug output: ${write(debug.totalNs)} (${writeShare(debug.totalNs, wholeNs)})`;
  for (const line of wrap(debug.count === 0 ? all : `${all}, ${output}`, context.columns)) yield `${line}\n`;
}
