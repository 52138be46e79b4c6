/**
 * A series as a picture: per row a line through the medians, input by input, from left to right. Each row has its own
 * scale, of at least a twentieth of its values, so that noise does not look like mountains. Up is slower.
 */
import type { TrendReport, TrendRow, TrendValue } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, type TimeUnit, writeChange, writeTime } from '../words/time-text.js';
import { type Drawing, SHAPES, symbol } from './drawing.js';
import { percent } from './scale.js';

const ROW_HEIGHT = 72;
/** The line's room in a row: below its name. */
const TOP = 24;
const BOTTOM = 62;

/** One line per row of the ledger. */
export function drawTrend({ rows, points }: Pick<TrendReport, 'rows' | 'points'>, title: string): Drawing {
  return {
    title,
    description: rows.map(describeRow).join('. '),
    height: rows.length * ROW_HEIGHT,
    body: markup`${rows.map((row, at) => drawRow(row, at * ROW_HEIGHT, points.length))}`,
  };
}

type Known = TrendValue & { readonly medianNs: number; readonly at: number };

function knownOf({ values }: TrendRow): readonly Known[] {
  return values.flatMap((value, at) => {
    const { medianNs } = value;
    return medianNs === null ? [] : [{ ...value, medianNs, at }];
  });
}

/** `kernel: 80.695 ms to 86.000 ms (+6.6 %), regression at 3` */
export function describeRow(row: TrendRow): string {
  const known = knownOf(row);
  const [first, last] = [known[0], known.at(-1)];
  if (first === undefined || last === undefined) return `${rowTitle(row.name)}: no times`;
  const unit = pickUnit(Math.max(first.medianNs, last.medianNs), { unicode: true });
  const changes = known.flatMap(({ change, at }) => (change === null ? [] : [`, ${change} at ${at + 1}`]));
  return `${rowTitle(row.name)}: ${span(first, last, unit)}${changes.join('')}`;
}

function span(first: Known, last: Known, unit: TimeUnit): string {
  const share = last.firstPct === null ? '' : ` (${writeChange(last.firstPct)} %)`;
  return `${writeTime(first.medianNs, unit)} to ${writeTime(last.medianNs, unit)}${share}`;
}

function drawRow(row: TrendRow, top: number, inputs: number): Markup {
  const known = knownOf(row);
  const words = describeRow(row);
  const title = rowTitle(row.name);
  const low = known.reduce((least, { medianNs }) => Math.min(least, medianNs), Number.POSITIVE_INFINITY);
  const high = known.reduce((most, { medianNs }) => Math.max(most, medianNs), 0);
  const reach = Math.max(high - low, high / 20, 1);
  const x = ({ at }: Known): number => percent({ from: -0.5, to: inputs - 0.5 }, at);
  const y = ({ medianNs }: Known): number =>
    Math.round(top + BOTTOM - ((medianNs - low) / reach) * (BOTTOM - TOP));
  const lines = known.slice(1).map((to, at) => {
    const from = known[at]!;
    return markup`<line class="zero" x1="${x(from)}%" y1="${y(from)}" x2="${x(to)}%" y2="${y(to)}"/>`;
  });
  const marks = known.map((value) => symbol(x(value), y(value), shapeOf(value), value.change ?? 'unchanged'));
  return markup`<g class="row" role="img" tabindex="0" aria-label="${words}"><title>${words}</title>
<rect class="hit" width="100%" height="${ROW_HEIGHT}" y="${top}" fill="none" pointer-events="all"/><text class="name" y="${top + 13}">${title}</text><text x="100%" y="${top + 13}" text-anchor="end">${words.slice(title.length + 2)}</text>
${lines}${marks}</g>
`;
}

function shapeOf({ change }: TrendValue): string {
  if (change === null) return SHAPES.dot;
  return change === 'regression' ? SHAPES.up : SHAPES.down;
}
