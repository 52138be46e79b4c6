/**
 * Tables without borders, fitted to a width: columns that are empty vanish, those that matter least go first when
 * space is short, and one column of bars takes what is left. Tables are laid out by cli-table3. A list of events can have a
 * hundred thousand rows, which it needs minutes for: such lists are written line by line in the same look
 * (docs/performance.md has both times).
 */
import Table from 'cli-table3';
import type { RenderContext } from '../reporter.js';
import { displayWidth, truncate, truncateStart } from '../words/text-width.js';
import type { Paint } from './palette.js';

export interface TextColumn<Row> {
  readonly head: string;
  readonly align: 'left' | 'right';
  /** One line of printable text. */
  text(row: Row): string;
  paint?(row: Row): Paint;
  /** When space is short, the column with the largest number goes first; without one it stays. */
  readonly drop?: number;
  /** May be cut down to this many cells before any column goes. */
  readonly min?: number;
  /** Which end stays when text is cut; the start unless said otherwise. */
  readonly keep?: 'end';
  /**
   * A shorter text for this number of cells, if there is a better one than truncated `text`. A text that is still too
   * long is truncated.
   */
  fit?(row: Row, width: number): string;
}

/** Takes the width that the other columns leave. */
export interface BarColumn<Row> {
  readonly align: 'bar';
  /** In cells; a column that would get less goes. */
  readonly min: number;
  readonly max: number;
  /** As of text; a bar that does not say it goes when no number above 0.5 is left. */
  readonly drop?: number;
  head(width: number): string;
  bar(row: Row, width: number): string;
  paint?(row: Row): Paint;
}

export type Column<Row> = TextColumn<Row> | BarColumn<Row>;

/** Maximum number of rows for cli-table3. */
export const MAX_LAID_OUT = 200;

const GAP = '  ';

interface Fitted<Row> {
  readonly column: Column<Row>;
  readonly width: number;
}

/** A column with the least and the most that it can use. */
interface Wish<Row> {
  readonly column: Column<Row>;
  readonly min: number;
  readonly max: number;
}

/** Lines of the table with their line ends; none without rows. */
export function* renderGrid<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  context: RenderContext,
): Generator<string> {
  const fitted = fitColumns(columns, rows, context.columns);
  if (rows.length === 0 || fitted.length === 0) return;
  const ellipsis = context.unicode ? '…' : '~';
  const lines = rows.length <= MAX_LAID_OUT ? layOut : writeLines;
  for (const line of lines(fitted, rows, ellipsis)) yield `${line.trimEnd()}\n`;
}

function fitColumns<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  available: number,
): readonly Fitted<Row>[] {
  let wishes = columns.map((column) => wishOf(column, rows)).filter(({ max }) => max > 0);
  while (leastWidth(wishes) > available) {
    const last = leastImportant(wishes);
    if (last === null) break;
    wishes = wishes.filter((wish) => wish !== last);
  }
  return share(wishes, available - leastWidth(wishes));
}

/** What a column can use; nothing when no row has anything in it. */
function wishOf<Row>(column: Column<Row>, rows: readonly Row[]): Wish<Row> {
  if (column.align === 'bar') return { column, min: column.min, max: column.max };
  let widest = 0;
  for (const row of rows) widest = Math.max(widest, displayWidth(column.text(row)));
  if (widest === 0) return { column, min: 0, max: 0 };
  const max = Math.max(widest, displayWidth(column.head));
  return { column, min: Math.min(column.min ?? max, max), max };
}

function leastWidth(wishes: readonly { readonly min: number }[]): number {
  return wishes.reduce((sum, { min }) => sum + min, 0) + GAP.length * (wishes.length - 1);
}

/** The column that goes next when space is short: the largest `drop`; null when all must stay. */
function leastImportant<Row>(wishes: readonly Wish<Row>[]): Wish<Row> | null {
  const drop = ({ column }: Wish<Row>): number => column.drop ?? (column.align === 'bar' ? 0.5 : 0);
  return wishes.reduce<Wish<Row> | null>(
    (least, one) => (drop(one) > (least ? drop(least) : 0) ? one : least),
    null,
  );
}

/** Gives spare width to text that was to be cut, then to bars. */
function share<Row>(wishes: readonly Wish<Row>[], spare: number): readonly Fitted<Row>[] {
  let left = Math.max(0, spare);
  const widths = new Map<Wish<Row>, number>();
  const textFirst = [...wishes].sort(
    (a, b) => Number(a.column.align === 'bar') - Number(b.column.align === 'bar'),
  );
  for (const wish of textFirst) {
    const width = Math.min(wish.max, wish.min + left);
    left -= width - wish.min;
    widths.set(wish, width);
  }
  return wishes.map((wish) => ({ column: wish.column, width: widths.get(wish)! }));
}

function headOf<Row>({ column, width }: Fitted<Row>): string {
  return column.align === 'bar' ? column.head(width) : column.head;
}

function cellOf<Row>({ column, width }: Fitted<Row>, row: Row, ellipsis: string): string {
  if (column.align === 'bar') return column.bar(row, width);
  const cut = column.keep === 'end' ? truncateStart : truncate;
  return cut(column.fit?.(row, width) ?? column.text(row), width, ellipsis);
}

const NO_BORDERS = {
  top: '',
  'top-mid': '',
  'top-left': '',
  'top-right': '',
  bottom: '',
  'bottom-mid': '',
  'bottom-left': '',
  'bottom-right': '',
  left: '',
  'left-mid': '',
  mid: '',
  'mid-mid': '',
  right: '',
  'right-mid': '',
  middle: GAP,
};

function layOut<Row>(
  fitted: readonly Fitted<Row>[],
  rows: readonly Row[],
  ellipsis: string,
): readonly string[] {
  const table = new Table({
    head: fitted.map(headOf),
    chars: NO_BORDERS,
    // By default, cli-table3 colours heads and borders.
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0, compact: true },
    colWidths: fitted.map(({ width }) => width),
    colAligns: fitted.map(({ column }) => (column.align === 'right' ? 'right' : 'left')),
  });
  for (const row of rows) {
    table.push(fitted.map((one) => painted(one, row, cellOf(one, row, ellipsis))));
  }
  return table.toString().split('\n');
}

function painted<Row>({ column }: Fitted<Row>, row: Row, text: string): string {
  return column.paint ? column.paint(row)(text) : text;
}

function pad(
  { column, width }: { readonly column: { readonly align: string }; readonly width: number },
  text: string,
): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return column.align === 'right' ? `${space}${text}` : `${text}${space}`;
}

function* writeLines<Row>(
  fitted: readonly Fitted<Row>[],
  rows: readonly Row[],
  ellipsis: string,
): Generator<string> {
  yield fitted.map((one) => pad(one, headOf(one))).join(GAP);
  for (const row of rows) {
    yield fitted.map((one) => painted(one, row, pad(one, cellOf(one, row, ellipsis)))).join(GAP);
  }
}
