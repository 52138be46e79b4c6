/** What a person should know before believing the statistics of a set of boots, or the comparison of two. */
import { type Diagnostic, note, warning } from '../trace/diagnostic.js';
import { milliseconds } from '../trace/duration.js';
import type { BootsReport, DiffRow, Humps } from '../trace/report/report.js';
import { rowTitle } from '../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../trace/report/side-names.js';

/** Rows with two humps. */
export function describeHumps(
  { timelines, summary }: Pick<BootsReport, 'timelines' | 'summary'>,
  names: SideNames = PLAIN_NAMES,
): readonly Diagnostic[] {
  const input = commonInput(timelines.map(({ boot }) => boot.input));
  return (summary ?? []).flatMap(({ name, side, humps }) => {
    const row = side === undefined ? rowTitle(name) : `${rowTitle(name)} in ${names[side]}`;
    return humps === null ? [] : [humpsNote(row, humps, input)];
  });
}

function humpsNote(name: string, [low, high]: Humps, input: string | null): Diagnostic {
  const groups = [low, high].map(({ n, medianNs }) => `${n} boots around ${milliseconds(medianNs)} ms`);
  const words = 'one median does not describe them; look for what differs between the boots';
  return note('two-humps', `${name} has two humps, ${groups.join(' and ')}: ${words}`, { input });
}

/** The only input of a set, or the folder that all its inputs are in; null for several. */
function commonInput(inputs: readonly string[]): string | null {
  const [first = null, ...others] = new Set(inputs);
  if (first === null || others.length === 0) return first;
  const folder = first.slice(0, first.lastIndexOf('/') + 1);
  return folder !== '' && others.every((input) => input.startsWith(folder)) ? folder : null;
}

export interface Compared {
  readonly rows: readonly DiffRow[];
  /** Boots on the two sides. */
  readonly baseBoots: number;
  readonly headBoots: number;
  /** Boots that each side must have before any verdict is possible. */
  readonly least: number;
  /** What the sides are called. */
  readonly names?: SideNames;
}

/** What limits the verdicts of a comparison. */
export function describeComparison(compared: Compared): readonly Diagnostic[] {
  return [...untested(compared), ...unsettled(compared), ...partial(compared), ...oneSided(compared)];
}

function untested({ rows, least }: Compared): readonly Diagnostic[] {
  const both = rows.filter((row) => row.baseN > 0 && row.headN > 0);
  if (both.length === 0 || both.some((row) => row.p !== null)) return [];
  const words = 'differences without a verdict, since one run says nothing about the next';
  const needed = `a verdict needs at least ${least} boots on each side`;
  return [note('not-tested', `one boot against one boot: ${words}; ${needed}`)];
}

/** Inconclusive rows with the boots that each needs; those that have too few for any verdict in one sentence. */
function unsettled({ rows, least }: Compared): readonly Diagnostic[] {
  const open = rows.filter((row) => row.neededN !== null);
  const short = open.filter((row) => Math.min(row.baseN, row.headN) < least);
  const close = open.filter((row) => !short.includes(row));
  const notes: Diagnostic[] = [];
  if (short.length > 0) {
    const names = short.map((row) => rowTitle(row.name)).join(', ');
    notes.push(note('more-runs', `${names}: a verdict needs at least ${least} boots on each side`));
  }
  if (close.length > 0) {
    const needs = close.map((row) => `${rowTitle(row.name)} ${writeNeeded(row)}`).join(', ');
    notes.push(
      note('more-runs', `inconclusive; boots on each side that should settle it, by what was seen: ${needs}`),
    );
  }
  return notes;
}

/** The cap of the estimate: neighbours of it are no more certain. */
const MANY = 1000;

/** `34 (has 10)` */
function writeNeeded({ neededN, baseN, headN }: DiffRow): string {
  const has = Math.min(baseN, headN);
  return neededN! >= MANY ? `${MANY} or more (has ${has})` : `${neededN} (has ${has})`;
}

function partial({ rows, baseBoots, headBoots, names = PLAIN_NAMES }: Compared): readonly Diagnostic[] {
  const some = rows.filter(
    ({ kind, baseN, headN }) =>
      kind !== 'gap' && baseN > 0 && headN > 0 && (baseN < baseBoots || headN < headBoots),
  );
  if (some.length === 0) return [];
  const counts = some.map(
    ({ name, baseN, headN }) =>
      `${rowTitle(name)} (${baseN} of ${baseBoots} in ${names.base}, ${headN} of ${headBoots} in ${names.head})`,
  );
  const message = `not every boot has these rows, and those without are not compared: ${counts.join(', ')}`;
  return [warning('partial-rows', message)];
}

/** Between sets, a row that one side lacks is a warning: no verdict speaks of it. */
function oneSided({
  rows,
  baseBoots,
  headBoots,
  names: called = PLAIN_NAMES,
}: Compared): readonly Diagnostic[] {
  const make = baseBoots > 1 && headBoots > 1 ? warning : note;
  return (
    [
      ['base', 'baseN', 'headN'],
      ['head', 'headN', 'baseN'],
    ] as const
  ).flatMap(([side, own, other]) => {
    const names = rows.filter((row) => row[own] > 0 && row[other] === 0).map((row) => rowTitle(row.name));
    return names.length === 0
      ? []
      : [make('one-sided', `measured only in ${called[side]}: ${names.join(', ')}`)];
  });
}
