/**
 * How the time of each row is spread over many boots: every single value as a dot, quartiles as a box, the median with
 * its interval. Each row has a scale of its own, from its smallest to its largest value, since rows differ in size.
 */
import type { Nanoseconds } from '../../trace/event.js';
import { isMeasuredRow, type MeasuredRow, type SummaryRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { Timeline } from '../../trace/report/timeline.js';
import { counted } from '../words/ledger-words.js';
import { type Markup, markup } from '../words/markup.js';
import { rowValues } from '../words/row-values.js';
import { pickUnit, writeNumber, writeTime } from '../words/time-text.js';
import type { Drawing } from './drawing.js';
import { percent, percentWidth, type Scale } from './scale.js';

export interface SpreadRow {
  readonly summary: MeasuredRow;
  /** Every boot's value, in the order of the boots. */
  readonly values: readonly Nanoseconds[];
  /** From the smallest to the largest value of the rows that are compared. */
  readonly scale: Scale;
}

/** Rows of a summary with their values; the two sides of a comparison stand below each other on one scale. */
export function spreadRows(
  timelines: readonly Timeline[],
  summary: readonly SummaryRow[],
): readonly SpreadRow[] {
  const families = new Map<string, MeasuredRow[]>();
  for (const row of summary.filter(isMeasuredRow))
    families.set(row.name, [...(families.get(row.name) ?? []), row]);
  return [...families.values()].flatMap((family) => {
    const from = Math.min(...family.map(({ minNs }) => minNs));
    const to = Math.max(...family.map(({ maxNs }) => maxNs));
    return family.map((row) => ({ summary: row, values: rowValues(timelines, row), scale: { from, to } }));
  });
}

/** Values beyond these are not drawn; box and median are of all. */
const MAX_DOTS = 1000;

const ROW_HEIGHT = 66;
const UNICODE = { unicode: true };

/** One strip per row. */
export function drawSpread(rows: readonly SpreadRow[]): Drawing {
  return {
    title: 'Spread of each row over the boots',
    description: rows.map(({ summary }) => describeSpread(summary)).join('. '),
    height: rows.length * ROW_HEIGHT,
    body: markup`${rows.map((row, at) => drawStrip(row, at * ROW_HEIGHT))}`,
  };
}

/** `kernel: median 18.104 ms, 95 % interval 18.071 to 18.310 ms, from 18.071 to 19.561 ms in 8 boots` */
export function describeSpread(row: MeasuredRow): string {
  const { n, medianNs, minNs, maxNs, ciNs, outliers } = row;
  const unit = pickUnit(maxNs, UNICODE);
  const interval =
    ciNs === null ? '' : `, 95 % interval ${writeNumber(ciNs[0], unit)} to ${writeTime(ciNs[1], unit)}`;
  const odd = outliers.length === 0 ? '' : `, ${counted(outliers.length, 'outlier')}`;
  return `${spreadName(row)}: median ${writeTime(medianNs, unit)}${interval}, from ${writeNumber(minNs, unit)} to ${writeTime(maxNs, unit)} in ${counted(n, 'boot')}${odd}`;
}

/** `kernel`, or `kernel, head` in a comparison. */
function spreadName({ name, side }: SummaryRow): string {
  return side === undefined ? rowTitle(name) : `${rowTitle(name)}, ${side}`;
}

function drawStrip({ summary, values, scale: { from, to } }: SpreadRow, top: number): Markup {
  const { medianNs, ciNs, outliers } = summary;
  const unit = pickUnit(to, UNICODE);
  const words = describeSpread(summary);
  const room = Math.max((to - from) * 0.02, 1);
  const scale: Scale = { from: from - room, to: to + room };
  const [low, high] = quartiles(values);
  const middle = percent(scale, medianNs);
  const y = top + 30;
  return markup`<g class="row" role="img" tabindex="0" aria-label="${words}"><title>${words}</title>
<rect class="hit" width="100%" height="${ROW_HEIGHT}" y="${top}" fill="none" pointer-events="all"/><text class="name" y="${top + 13}">${spreadName(summary)}</text><text x="100%" y="${top + 13}" text-anchor="end">${writeTime(medianNs, unit)}${ciNs === null ? null : markup`<tspan class="soft"> · ${writeNumber(ciNs[0], unit)} to ${writeNumber(ciNs[1], unit)}</tspan>`}</text>
<rect class="track" width="100%" y="${y - 8}" height="16"/><rect class="box" x="${percent(scale, low)}%" width="${percentWidth(scale, low, high)}%" y="${y - 7}" height="14"/>
${dots(values, scale, y)}${outliers.slice(0, MAX_DOTS).map((value) => markup`<circle class="outlier" cx="${percent(scale, value)}%" cy="${y}" r="5"/>`)}
${ciNs === null ? null : markup`<line class="interval" x1="${percent(scale, ciNs[0])}%" x2="${percent(scale, ciNs[1])}%" y1="${y + 9}" y2="${y + 9}"/>`}<line class="median" x1="${middle}%" x2="${middle}%" y1="${y - 9}" y2="${y + 9}"/>
<text class="soft" y="${top + 54}">${writeTime(from, unit)}</text><text class="soft" x="100%" y="${top + 54}" text-anchor="end">${writeTime(to, unit)}</text></g>
`;
}

/** Dots of equal values would hide each other: they are moved up and down a little, always the same way. */
function dots(values: readonly Nanoseconds[], scale: Scale, y: number): readonly Markup[] {
  return values
    .slice(0, MAX_DOTS)
    .map(
      (value, at) =>
        markup`<circle class="value" cx="${percent(scale, value)}%" cy="${y - 4 + ((at * 5) % 9)}" r="3"/>`,
    );
}

/** First and third quartile, linear between neighbours as the statistics are; 0 without values. */
function quartiles(values: readonly Nanoseconds[]): readonly [number, number] {
  const ordered = [...values].sort((a, b) => a - b);
  const at = (p: number): number => {
    const place = (ordered.length - 1) * p;
    const below = ordered[Math.floor(place)] ?? 0;
    return below + (place % 1) * ((ordered[Math.floor(place) + 1] ?? below) - below);
  };
  return [at(0.25), at(0.75)];
}
