/** What a person should know before believing the statistics of a set of boots, or the comparison of two. */
import { type Diagnostic, note, warning } from '../trace/diagnostic.js';
import { milliseconds } from '../trace/duration.js';
import type { BootsReport, DiffRow, Humps, SlowShare } from '../trace/report/report.js';
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
  /** What the clocks of both sides cannot tell apart; 0 where nothing is known. */
  readonly resolutionNs: number;
  /** What the sides are called. */
  readonly names?: SideNames;
}

/** What limits the verdicts of a comparison. */
export function describeComparison(compared: Compared): readonly Diagnostic[] {
  return [
    ...untested(compared),
    ...slowPaths(compared),
    ...coarse(compared),
    ...unsettled(compared),
    ...hidden(compared),
    ...partial(compared),
    ...oneSided(compared),
  ];
}

/** Shares that differ less than this may well be alike. */
const OPEN_P = 0.5;

/** The slow path that one side takes more often, or may; null without one, and where the whole row moved by as much. */
export function slowPathOf({ slowShare, deltaNs }: DiffRow): SlowShare | null {
  if (slowShare === undefined || slowShare.p > OPEN_P) return null;
  return Math.abs(deltaNs ?? 0) > slowShare.sizeNs / 2 ? null : slowShare;
}

/** Rows in which one side takes a slow path more often, or may. */
function slowPaths({ rows, names = PLAIN_NAMES }: Compared): readonly Diagnostic[] {
  return rows.flatMap((row) => {
    const path = slowPathOf(row);
    if (path === null || row.verdict === 'gone') return [];
    const { base, head, sizeNs, p } = path;
    const { name, baseN, headN, verdict } = row;
    const counts = `${Math.round(head * headN)} of ${headN} boots in ${names.head} and ${Math.round(base * baseN)} of ${baseN} in ${names.base}`;
    const message = `${rowTitle(name)}: ${counts} take a path that is ${milliseconds(sizeNs)} ms slower (p ${Number(p.toPrecision(2))})`;
    return [verdict === 'regression' ? warning('slow-path', message) : note('slow-path', message)];
  });
}

/** Rows whose clock is too coarse for any number of boots. */
function coarse({ rows, resolutionNs }: Compared): readonly Diagnostic[] {
  const open = rows.filter((row) => row.verdict === 'inconclusive' && row.p !== null && row.neededN === null);
  const names = open.filter(({ kind }) => kind !== 'failed').map((row) => rowTitle(row.name));
  if (names.length === 0 || !(resolutionNs > 0)) return [];
  const tick = `${milliseconds(resolutionNs)} ms`;
  const what = `all times are whole multiples of ${tick}, so a smaller change of ${names.join(', ')} can show as none`;
  return [
    note(
      'coarse-clock',
      `${what}; more boots do not help, a finer clock or --floor ${tick.replace(' ', '')} does`,
    ),
  ];
}

/** How large a slow path could be that nobody has seen: what is unchanged is unchanged in the boots that were made. */
function hidden({ rows, names = PLAIN_NAMES }: Compared): readonly Diagnostic[] {
  const settled = rows.filter((row) => row.verdict === 'unchanged' && row.kind !== 'failed' && row.headN > 1);
  if (settled.length === 0) return [];
  const least = Math.min(...settled.map((row) => row.headN));
  const share = 1 - 0.05 ** (1 / least);
  const message = `unchanged rows: up to 1 boot in ${Math.floor(1 / share)} of ${names.head} could still be slow without having been seen (95 %, ${least} boots)`;
  return [note('hidden-slow-path', message)];
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
