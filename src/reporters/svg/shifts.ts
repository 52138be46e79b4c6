/**
 * A comparison as a picture: per row, how far it moved and between which values the true shift lies, on one axis
 * around no change. The symbol says the verdict without colour: up slower, down faster, ring unclear, dot unchanged.
 */
import type { DiffRow, Verdict } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import { failedText, shownRows } from '../words/failed-row.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, type TimeUnit, writeDelta, writeTime } from '../words/time-text.js';
import { type Drawing, SHAPES, symbol } from './drawing.js';
import { anchorAt, percent, type Scale, ticks, tickText } from './scale.js';

const AXIS_HEIGHT = 20;
const ROW_HEIGHT = 40;

/** The shape of a verdict. */
const VERDICT_SHAPES: Readonly<Record<Verdict, string>> = {
  regression: SHAPES.up,
  gone: SHAPES.up,
  improvement: SHAPES.down,
  inconclusive: SHAPES.ring,
  unchanged: SHAPES.dot,
  'not-tested': SHAPES.dot,
};

/** One line per row that both sides have; for other rows, the text names their side. */
export function drawShifts(all: readonly DiffRow[], title: string, names: SideNames = PLAIN_NAMES): Drawing {
  const rows = shownRows(all);
  const reach = rows.reduce((most, row) => Math.max(most, ...edges(row).map(Math.abs)), 1) * 1.04;
  const scale: Scale = { from: -reach, to: reach };
  const unit = pickUnit(reach, { unicode: true });
  const height = AXIS_HEIGHT + rows.length * ROW_HEIGHT;
  return {
    title,
    description: rows.map((row) => describeShift(row, unit, names)).join('. '),
    height,
    body: markup`${rows.some(({ deltaNs }) => deltaNs !== null) ? shiftAxis(scale, unit, height) : null}${rows.map(
      (row, at) => drawShift(row, AXIS_HEIGHT + at * ROW_HEIGHT, { scale, unit, names }),
    )}`,
  };
}

function edges({ deltaNs, ciNs }: DiffRow): readonly number[] {
  return [deltaNs ?? 0, ...(ciNs ?? [])];
}

/** `kernel: +3.210 ms (+17.7 %), 95 % interval +3.001 to +3.402 ms, regression` */
export function describeShift(row: DiffRow, unit: TimeUnit, names: SideNames = PLAIN_NAMES): string {
  const { name, ciNs, verdict } = row;
  const interval =
    ciNs === null
      ? ''
      : `, 95 % interval ${writeDelta(ciNs[0], unit)} to ${writeDelta(ciNs[1], unit)} ${unit.name}`;
  return `${rowTitle(name)}: ${shiftText(row, unit, names)}${interval}, ${verdict}`;
}

/** `+3.210 ms (+17.7 %)`, or the only side that has the row. */
export function shiftText(row: DiffRow, unit: TimeUnit, names: SideNames = PLAIN_NAMES): string {
  const { kind, deltaNs, deltaPct, baseNs, headNs } = row;
  if (kind === 'failed') return `${failedText(row, 'base')} to ${failedText(row, 'head')} boots`;
  if (deltaNs !== null) {
    const share = deltaPct === null ? '' : ` (${deltaPct > 0 ? '+' : ''}${deltaPct.toFixed(1)} %)`;
    return `${writeDelta(deltaNs, unit)} ${unit.name}${share}`;
  }
  if (baseNs !== null)
    return `only in ${names.base}, ${writeTime(baseNs, pickUnit(baseNs, { unicode: true }))}`;
  return headNs === null
    ? 'in neither'
    : `only in ${names.head}, ${writeTime(headNs, pickUnit(headNs, { unicode: true }))}`;
}

function shiftAxis(scale: Scale, unit: TimeUnit, height: number): Markup {
  const marks = ticks(scale, 5).map((value) => {
    const at = percent(scale, value);
    const text = value === 0 ? 'no change' : `${value > 0 ? '+' : ''}${tickText(value, unit)}`;
    return markup`<line x1="${at}%" x2="${at}%" y1="18" y2="${height}"${value === 0 ? ZERO : null}/><text x="${at}%" y="11" text-anchor="${anchorAt(at)}">${text}</text>`;
  });
  return markup`<g class="axis" aria-hidden="true">${marks}</g>`;
}

const ZERO = markup` class="zero"`;

interface ShiftView {
  readonly scale: Scale;
  readonly unit: TimeUnit;
  readonly names: SideNames;
}

function drawShift(row: DiffRow, top: number, { scale, unit, names }: ShiftView): Markup {
  const { name, deltaNs, ciNs, verdict } = row;
  const words = describeShift(row, unit, names);
  const y = top + 28;
  return markup`<g class="row" role="img" tabindex="0" aria-label="${words}"><title>${words}</title>
<rect class="hit" width="100%" height="${ROW_HEIGHT}" y="${top}" fill="none" pointer-events="all"/><text class="name" y="${top + 13}">${rowTitle(name)}</text><text x="100%" y="${top + 13}" text-anchor="end">${shiftText(row, unit, names)}<tspan class="${verdict}"> · ${verdict}</tspan></text>
${ciNs === null ? null : markup`<line class="${verdict}" x1="${percent(scale, ciNs[0])}%" x2="${percent(scale, ciNs[1])}%" y1="${y}" y2="${y}"/>`}${deltaNs === null ? null : symbol(percent(scale, deltaNs), y, VERDICT_SHAPES[verdict], verdict)}</g>
`;
}
