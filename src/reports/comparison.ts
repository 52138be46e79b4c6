/** Two sets of boots to a comparison: how many failed, then every row of the ledger, then every mark. */
import { diffMarks, noteGoneMoments } from '../checks/diff-marks.js';
import { describeComparison } from '../checks/statistics-notes.js';
import { noteClocksOfSides } from '../stages/clock-notes.js';
import { describeReach } from '../stages/reach.js';
import { describeRepeats, REPEATED_CODE } from '../stages/repeat-notes.js';
import { collectRows, mergeOrders, type RowSamples } from '../stages/row-samples.js';
import { type ComparedBoots, doesLess, type SideBoots, sortBoots } from '../stages/shortfall.js';
import {
  type CompareOptions,
  type Comparison,
  compareSamples,
  neededRuns,
  type SamplePair,
  worstVerdict,
} from '../stats/compare.js';
import { fisherMoreOften } from '../stats/fisher.js';
import { type Floors, floorOf } from '../stats/floor.js';
import { sorted } from '../stats/order.js';
import { resolutionOf } from '../stats/resolution.js';
import type { SlowPath } from '../stats/slow-path.js';
import { tukeyOutliers } from '../stats/summary.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import type { BootsReport, DiffReport, DiffRow, SlowShare, Verdict } from '../trace/report/report.js';
import { PLAIN_NAMES, type SideNames } from '../trace/report/side-names.js';
import { isFinished, type Timeline } from '../trace/report/timeline.js';
import type { StageTable } from '../trace/stage-table.js';
import { capNotes } from './cap-notes.js';
import { chooseRows, noteLeftOutRows } from './chosen-rows.js';
import { humpsOf } from './humps.js';

/** The options of the comparison and the names of the sides. */
export interface JudgeOptions extends CompareOptions {
  /** The rows that are judged, as people call them; all where it is absent. */
  readonly rows?: readonly string[];
  /** `base` and `head` where it is absent. */
  readonly names?: SideNames;
}

/**
 * Compares two sets of boots: how many failed, per row and per mark. Verdicts come from sets; of one boot against one only a row
 * that is gone has one.
 * @throws InputError for a row of `options.rows` that neither side has
 */
export function diffReports(base: BootsReport, head: BootsReport, options: JudgeOptions): DiffReport {
  return diffSorted(sortBoots(base.timelines, head.timelines, head.table), { base, head, options });
}

export interface ReportsToCompare {
  readonly base: BootsReport;
  readonly head: BootsReport;
  readonly options: JudgeOptions;
}

/** As `diffReports`, of boots that are sorted already. */
export function diffSorted(boots: ComparedBoots, { base, head, options }: ReportsToCompare): DiffReport {
  const looks = plannedLooks([...boots.base.boots, ...boots.head.boots]);
  const { rows, notes } = diffRows(boots, { ...options, looks, table: head.table });
  const marks = diffMarks(boots.base.counted, boots.head.counted);
  const { names = PLAIN_NAMES } = options;
  return {
    command: 'diff',
    ...(options.names === undefined ? {} : { names }),
    rows,
    marks,
    verdict: worstVerdict(rows.map((row) => row.verdict)),
    diagnostics: [
      // What is odd in a side alone is odd among all of them too, and is said once.
      ...[...base.diagnostics, ...head.diagnostics].filter(({ code }) => code !== REPEATED_CODE),
      ...capNotes(describeRepeats([...boots.base.counted, ...boots.head.counted], names)),
      ...noteClocksOfSides(base.timelines, head.timelines, names),
      ...noteShortBoots(boots, head.table, names),
      ...notes,
      ...noteGoneMoments(marks),
    ],
    table: head.table,
  };
}

/** How often somebody was to look at these boots and stop when they showed something: the price of looking is paid here. */
function plannedLooks(timelines: readonly Timeline[]): number {
  return timelines.reduce((most, { boot }) => Math.max(most, boot.provenance?.looks ?? 1), 1);
}

/** Boots of head that ended well and got less far than base: their outcome does not say it. */
function noteShortBoots(
  { head, leastReach }: ComparedBoots,
  table: StageTable,
  names: SideNames,
): readonly Diagnostic[] {
  const short = head.failed.filter(isFinished);
  const [first] = short;
  if (first === undefined || leastReach === null) return [];
  const named = short.slice(0, MAX_NAMED).map(({ index }) => `boot ${index + 1}`);
  const more = short.length > MAX_NAMED ? ` and ${short.length - MAX_NAMED} more` : '';
  const message = `every finished boot of ${names.base} reached ${describeReach(leastReach, table)}; boots of ${names.head} that did not are counted as failed: ${named.join(', ')}${more}`;
  return [warning('short-boots', message, { input: first.boot.input })];
}

/** Maximum number of boots that a diagnostic names. */
const MAX_NAMED = 10;

interface DiffRows {
  readonly rows: readonly DiffRow[];
  readonly notes: readonly Diagnostic[];
}

/** Row `failed` is tested first, at half of alpha, where a boot of either side failed; the other rows share the rest. */
function diffRows(
  boots: ComparedBoots,
  options: JudgeOptions & { readonly looks: number; readonly table: StageTable },
): DiffRows {
  const { base, head } = boots;
  const failed = failedRow(base, head, options);
  const share = failed !== null && failed.p !== null ? 1 / 2 : 1;
  const resolution = resolutionOf([...base.counted, ...head.counted].flatMap(timesOf));
  const { rows, leftOut } = timedRows(base, head, { options, share, resolution });
  const least = neededRuns(options.looks, options.alpha * share);
  const notes = describeComparison({
    rows,
    least,
    resolutionNs: resolution,
    baseBoots: base.counted.length,
    headBoots: head.counted.length,
    names: options.names ?? PLAIN_NAMES,
  });
  const found = rows.map((row) => withReach(row, { base, head }));
  const didLess =
    head.failed.length > base.failed.length ||
    [...found, ...leftOut].some((row) => isGone(row, { base })) ||
    doesLess(boots, options.table);
  const judged = didLess ? found.map(withoutImprovement) : found;
  return {
    rows: failed === null ? judged : [failed, ...judged],
    notes: [...noteLeftOutRows(leftOut), ...notes],
  };
}

interface RowOptions {
  readonly options: JudgeOptions;
  /** The part of alpha that these rows have. */
  readonly share: number;
  /** The time resolution of the clocks of both sides, in nanoseconds. */
  readonly resolution: number;
}

interface TimedRows {
  readonly rows: readonly DiffRow[];
  /** Rows that were not chosen. */
  readonly leftOut: readonly ListedRow[];
}

/** A row that a side has, before it is compared. */
type ListedRow = Pick<DiffRow, 'kind' | 'name' | 'baseN' | 'headN'>;

function timedRows(base: SideBoots, head: SideBoots, { options, share, resolution }: RowOptions): TimedRows {
  const baseRows = new Map(rowsOf(base).map((row) => [row.name, row]));
  const headRows = new Map(rowsOf(head).map((row) => [row.name, row]));
  const valuesOf = (row: RowSamples | undefined): readonly Nanoseconds[] => present(row?.values ?? []);
  const all = mergeOrders([[...baseRows.keys()], [...headRows.keys()]]).map((name) => {
    const { kind } = (headRows.get(name) ?? baseRows.get(name))!;
    const pair = { base: valuesOf(baseRows.get(name)), head: valuesOf(headRows.get(name)) };
    // Before zero another clock ticks.
    return { kind, name, ...pair, ...(kind === 'vmm' ? {} : { resolution }) };
  });
  const pairs = chooseRows(all, options.rows);
  const compared = compareSamples(pairs, { ...options, alpha: options.alpha * share });
  const rows = pairs.map(({ kind, name, ...pair }, at) => ({
    kind,
    name,
    ...rowOf(pair, compared[at]!, { share, floors: options }),
  }));
  const leftOut = all
    .filter((row) => !pairs.includes(row))
    .map(({ kind, name, base, head }) => ({
      kind,
      name,
      baseN: base.length,
      headN: head.length,
    }));
  return { rows, leftOut };
}

/** The total of a boot that did not get to its end is no total; of those only one that is alone on its side is counted. */
function rowsOf({ counted, failed }: SideBoots): readonly RowSamples[] {
  const isWhole = counted.map((timeline) => !failed.includes(timeline));
  return collectRows(counted).map((row) =>
    row.kind === 'total'
      ? { ...row, values: row.values.map((value, at) => (isWhole[at] ? value : null)) }
      : row,
  );
}

function timesOf({ events }: Timeline): readonly Nanoseconds[] {
  return events.map(({ timeNs }) => timeNs);
}

interface RowContext {
  /** The part of alpha that the rows have. */
  readonly share: number;
  readonly floors: Floors;
}

function rowOf(
  pair: SamplePair,
  compared: Comparison,
  { share, floors }: RowContext,
): Omit<DiffRow, 'kind' | 'name'> {
  const { base, p, pAdjusted, ci, verdict, needed, slowPath } = compared;
  return {
    ...change(compared),
    baseN: pair.base.length,
    headN: pair.head.length,
    p,
    // Held against alpha itself, whatever the row's share of it.
    pAdjusted: pAdjusted === null ? null : Math.min(1, pAdjusted / share),
    ciNs: ci && [Math.round(ci[0]), Math.round(ci[1])],
    floorNs: p === null || base === null ? null : Math.round(floorOf(base, floors)),
    verdict,
    neededN: needed,
    ...(slowPath === null ? {} : { slowShare: shareOf(slowPath, pair) }),
    baseOutliers: tukeyOutliers(sorted(pair.base)),
    headOutliers: tukeyOutliers(sorted(pair.head)),
    baseHumps: humpsOf(pair.base),
    headHumps: humpsOf(pair.head),
  };
}

function shareOf({ baseSlow, headSlow, size, p }: SlowPath, { base, head }: SamplePair): SlowShare {
  return { base: baseSlow / base.length, head: headSlow / head.length, sizeNs: Math.round(size), p };
}

function present(values: readonly (Nanoseconds | null)[]): readonly Nanoseconds[] {
  return values.filter((value) => value !== null);
}

interface FailureEvidence {
  readonly pAdjusted: number;
  readonly alpha: number;
  readonly baseN: number;
  readonly headN: number;
  readonly baseBoots: number;
  readonly headBoots: number;
}

/** Where no boot of a side finished, nothing is known to be as before: a base without one has no reach to hold head against. */
function judgeFailures({ pAdjusted, alpha, baseN, headN, baseBoots, headBoots }: FailureEvidence): Verdict {
  if (pAdjusted < alpha) return 'regression';
  const isOpen = headN > baseN || headN === headBoots || baseN === baseBoots;
  return isOpen ? 'inconclusive' : 'unchanged';
}

/** Null of two boots neither of which failed. */
function failedRow(
  base: SideBoots,
  head: SideBoots,
  { alpha, looks }: { readonly alpha: number; readonly looks: number },
): DiffRow | null {
  const [baseBoots, headBoots] = [base.boots.length, head.boots.length];
  const [baseN, headN] = [base.failed.length, head.failed.length];
  const isSet = baseBoots + headBoots > 2 && baseBoots > 0 && headBoots > 0;
  if (!isSet && baseN + headN === 0) return null;
  const isTested = isSet && baseN + headN > 0;
  const p = isTested
    ? fisherMoreOften({ failed: baseN, of: baseBoots }, { failed: headN, of: headBoots })
    : null;
  const pAdjusted = p === null ? null : Math.min(1, 2 * p * looks);
  const verdict =
    pAdjusted === null
      ? 'not-tested'
      : judgeFailures({ pAdjusted, alpha, baseN, headN, baseBoots, headBoots });
  return {
    kind: 'failed',
    name: 'failed',
    ...change({ base: null, head: null, delta: null }),
    baseN,
    headN,
    baseBoots,
    headBoots,
    p,
    pAdjusted,
    ciNs: null,
    floorNs: null,
    verdict,
    neededN: null,
    baseOutliers: [],
    headOutliers: [],
    baseHumps: null,
    headHumps: null,
  };
}

/** A boot that skips work is faster, but this is not an improvement. */
function withoutImprovement(row: DiffRow): DiffRow {
  return row.verdict === 'improvement' ? { ...row, verdict: 'inconclusive' } : row;
}

/** A row that every finished boot of base measured is gone where none of head did, and open where some did not. */
function withReach(row: DiffRow, { base, head }: Pick<ComparedBoots, 'base' | 'head'>): DiffRow {
  const { kind, headN, verdict } = row;
  if (isGone(row, { base })) return { ...row, verdict: 'gone' };
  const isPartial = isOfAll(row, { base }) && headN < head.counted.length && kind !== 'vmm';
  const claims = verdict === 'improvement' || verdict === 'unchanged';
  return isPartial && claims ? { ...row, verdict: 'inconclusive' } : row;
}

type Counts = Pick<DiffRow, 'kind' | 'baseN' | 'headN'>;

/** Every finished boot of base measured it. */
function isOfAll({ baseN }: Counts, { base }: Pick<ComparedBoots, 'base'>): boolean {
  return baseN > 0 && baseN === base.counted.filter(isFinished).length;
}

function isGone(row: Counts, { base }: Pick<ComparedBoots, 'base'>): boolean {
  const canGo = row.kind === 'stage' || row.kind === 'setup' || row.kind === 'total';
  return canGo && isOfAll(row, { base }) && row.headN === 0;
}

type Change = Pick<DiffRow, 'baseNs' | 'headNs' | 'deltaNs' | 'deltaPct'>;

/** Medians and the shift in whole nanoseconds; null on a side that has none. */
function change({ base, head, delta }: Pick<Comparison, 'base' | 'head' | 'delta'>): Change {
  const baseNs = base === null ? null : Math.round(base);
  const headNs = head === null ? null : Math.round(head);
  const deltaNs = delta === null ? null : Math.round(delta);
  return { baseNs, headNs, deltaNs, deltaPct: deltaNs === null || !baseNs ? null : (deltaNs / baseNs) * 100 };
}
