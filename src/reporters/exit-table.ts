/** Why a stage took so long, as far as the monitor knows: the accesses that made the guest leave, dearest first. */
import type { ExitCount } from '../trace/boot.js';
import { printable } from '../trace/printable.js';
import type { Timeline } from '../trace/timeline.js';
import { type Column, renderGrid } from './grid.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { pickUnit, writeNumber, writeShare } from './time-text.js';

const MOST_ROWS = 8;
/** Rows below this share of the boot explain nothing. */
const LEAST_SHARE = 0.005;

/** Nothing when exits were not counted or none of them weighs anything. */
export function* renderExits(
  timeline: Timeline,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const { exits } = timeline.boot;
  const wholeNs = Math.max(timeline.totalNs, timeline.events.at(-1)?.timeNs ?? 0);
  const telling = (exits ?? []).filter(({ totalNs }) => totalNs >= wholeNs * LEAST_SHARE);
  if (exits === null || telling.length === 0) return;
  const shown = telling.slice(0, MOST_ROWS);
  const unit = pickUnit(shown[0]!.totalNs, context);
  const stagePlace = new Map(timeline.ledger.map(({ name }, place) => [name, place]));
  const columns: readonly Column<ExitCount>[] = [
    {
      head: 'why',
      align: 'left',
      text: ({ stage }) => printable(stage),
      paint: ({ stage }) => (stagePlace.has(stage) ? palette.strong : palette.faint),
    },
    { head: 'exits', align: 'right', text: ({ count }) => `${count}` },
    { head: 'for', align: 'left', text: describeAccess, min: 20 },
    { head: unit.name, align: 'right', text: ({ totalNs }) => writeNumber(totalNs, unit) },
    { head: 'share', align: 'right', text: ({ totalNs }) => writeShare(totalNs, wholeNs), drop: 1 },
  ];
  yield* renderGrid(columns, shown, context);
  const count = exits.reduce((sum, row) => sum + row.count, 0);
  const totalNs = exits.reduce((sum, row) => sum + row.totalNs, 0);
  const whole = `${count} exits cost about ${writeNumber(totalNs, unit)} ${unit.name}`;
  yield `${whole} (${writeShare(totalNs, wholeNs)}) of this boot\n`;
}

/** `reads of port 0x64, i8042` */
function describeAccess({ kind, address, direction, device }: ExitCount): string {
  if (kind === 'kick') return "the monitor's own interruptions";
  if (address === null) return 'other reasons';
  const where = `${kind === 'pio' ? 'port' : 'address'} 0x${address.toString(16)}`;
  return printable(`${direction}s of ${where}${device === null ? '' : `, ${device}`}`);
}
