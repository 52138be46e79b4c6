/**
 * `--rows`: which rows of a comparison are judged, and so how many p-values are corrected for. Rows go by their own names and by
 * those that people read.
 */
import { type Diagnostic, note } from '../trace/diagnostic.js';
import { InputError } from '../trace/errors.js';
import { rowTitle, SETUP, shortRowTitle } from '../trace/report/row-title.js';
import { END } from '../trace/report/rows.js';
import { bootStages, type StageTable } from '../trace/stage-table.js';

/** Of a row, what it may be chosen by. */
export interface NamedRow {
  readonly kind: string;
  readonly name: string;
}

/** The row of failed boots: it is always judged, and may be the only chosen row. */
const FAILED = 'failed';

/** Maximum number of rows named in a message. */
const MAX_NAMED = 20;

/** A name as rows have it: a gap may be written with spaces around its dots. */
function normalised(word: string): string {
  return word
    .trim()
    .replace(/\s+/g, ' ')
    .replace(/ ?\.\. ?/g, '..');
}

function isCalled({ kind, name }: NamedRow, word: string): boolean {
  return [name, rowTitle(name), shortRowTitle({ kind, name })].includes(normalised(word));
}

/**
 * The rows that are named; all of them where nothing is.
 * @throws InputError for a name that no row has
 */
export function chooseRows<Row extends NamedRow>(
  rows: readonly Row[],
  wanted: readonly string[] | undefined,
): readonly Row[] {
  if (wanted === undefined) return rows;
  const unknown = wanted.find((word) => word !== FAILED && !rows.some((row) => isCalled(row, word)));
  if (unknown !== undefined)
    throw unknownRow(
      unknown,
      rows.map(({ name }) => name),
    );
  return rows.filter((row) => wanted.some((word) => isCalled(row, word)));
}

/** The rows that boots can have by this table, those without a gap first. */
export function possibleRows(table: StageTable): readonly NamedRow[] {
  const stages = bootStages(table);
  const gaps = stages.flatMap((from) =>
    [...stages, END].filter((to) => to !== from).map((to) => ({ kind: 'gap', name: `${from}..${to}` })),
  );
  const others = ['vmm', SETUP, ...stages, 'total', 'start', 'ready'];
  return [...others.map((name) => ({ kind: name, name })), ...gaps];
}

/** Code of the refusal. */
export const UNKNOWN_ROW = 'unknown-row';

/** Refuses a name that none of these rows has. */
export function unknownRow(word: string, names: readonly string[]): InputError {
  const listed = names.slice(0, MAX_NAMED).map(rowTitle).join(', ');
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  const rows = names.length === 0 ? 'there are no rows' : `the rows are ${listed}${more}`;
  const [first = 'total'] = nearOf(word, names);
  return new InputError(UNKNOWN_ROW, `--rows: no row is called ${JSON.stringify(word)}; ${rows}`, [
    `--rows '${rowTitle(first)}'`,
    "--rows 'kernel|total', with the names that reports print",
  ]);
}

/** Rows whose names share the most with the word, the nearest first. */
function nearOf(word: string, names: readonly string[]): readonly string[] {
  const letters = (text: string) => new Set(text.toLowerCase());
  const wanted = letters(normalised(word));
  const shared = (name: string) => {
    const own = letters(rowTitle(name));
    const both = [...wanted].filter((letter) => own.has(letter)).length;
    return both / (wanted.size + own.size - both || 1);
  };
  return [...names].sort((a, b) => shared(b) - shared(a));
}

/** That a comparison says nothing of some rows, because they were not chosen. */
export function noteLeftOutRows(rows: readonly NamedRow[]): readonly Diagnostic[] {
  if (rows.length === 0) return [];
  const names = rows.slice(0, MAX_NAMED).map(({ name }) => rowTitle(name));
  const more = rows.length > MAX_NAMED ? ` and ${rows.length - MAX_NAMED} more` : '';
  const are = rows.length === 1 ? 'is' : 'are';
  const message = `${names.join(', ')}${more} ${are} left out by --rows, so they are neither judged nor part of the correction`;
  return [note('rows-left-out', message)];
}
