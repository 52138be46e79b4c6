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
import { sorted } from '../stats/order.js';
import { resolutionOf } from '../stats/resolution.js';
import type { SlowPath } from '../stats/slow-path.js';
import { tukeyOutliers } from '../stats/summary.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import type { BootsReport, DiffReport, DiffRow, SlowShare, Verdict } from '../trace/report/report.js';
import { isFinished, type Timeline } from '../trace/report/timeline.js';
import type { StageTable } from '../trace/stage-table.js';
import { capNotes } from './cap-notes.js';
import { humpsOf } from './humps.js';

/**
 * Compares two sets of boots: how many failed, per row and per mark. Verdicts come from sets; of one boot against one only a row
 * that is gone has one.
 */
export function diffReports(base: BootsReport, head: BootsReport, options: CompareOptions): DiffReport {
  return diffSorted(sortBoots(base.timelines, head.timelines, head.table), { base, head, options });
}

export interface ReportsToCompare {
  readonly base: BootsReport;
  readonly head: BootsReport;
  readonly options: CompareOptions;
}

/** As `diffReports`, of boots that are sorted already. */
export function diffSorted(boots: ComparedBoots, { base, head, options }: ReportsToCompare): DiffReport {
  const looks = plannedLooks([...boots.base.boots, ...boots.head.boots]);
  const { rows, notes } = diffRows(boots, { ...options, looks, table: head.table });
  const marks = diffMarks(boots.base.counted, boots.head.counted);
  return {
    command: 'diff',
    rows,
    marks,
    verdict: worstVerdict(rows.map((row) => row.verdict)),
    diagnostics: [
      // What is odd in a side alone is odd among all of them too, and is said once.
      ...[...base.diagnostics, ...head.diagnostics].filter(({ code }) => code !== REPEATED_CODE),
      ...capNotes(describeRepeats([...boots.base.counted, ...boots.head.counted])),
      ...noteClocksOfSides(base.timelines, head.timelines),
      ...noteShortBoots(boots, head.table),
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
function noteShortBoots({ head, leastReach }: ComparedBoots, table: StageTable): readonly Diagnostic[] {
  const short = head.failed.filter(isFinished);
  const [first] = short;
  if (first === undefined || leastReach === null) return [];
  const named = short.slice(0, MAX_NAMED).map(({ index }) => `boot ${index + 1}`);
  const more = short.length > MAX_NAMED ? ` and ${short.length - MAX_NAMED} more` : '';
  const message = `every finished boot of base reached ${describeReach(leastReach, table)}; boots of head that did not are counted as failed: ${named.join(', ')}${more}`;
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
  options: CompareOptions & { readonly looks: number; readonly table: StageTable },
): DiffRows {
  const { base, head } = boots;
  const failed = failedRow(base, head, options);
  const share = failed !== null && failed.p !== null ? 1 / 2 : 1;
  const resolution = resolutionOf([...base.counted, ...head.counted].flatMap(timesOf));
  const rows = timedRows(base, head, { options, share, resolution });
  const least = neededRuns(options.looks, options.alpha * share);
  const notes = describeComparison({
    rows,
    least,
    resolutionNs: resolution,
    baseBoots: base.counted.length,
    headBoots: head.counted.length,
  });
  const found = rows.map((row) => withReach(row, { base, head }));
  const didLess =
    head.failed.length > base.failed.length ||
    found.some(({ verdict }) => verdict === 'gone') ||
    doesLess(boots, options.table);
  const judged = didLess ? found.map(withoutImprovement) : found;
  return { rows: failed === null ? judged : [failed, ...judged], notes };
}

interface RowOptions {
  readonly options: CompareOptions;
  /** The part of alpha that these rows have. */
  readonly share: number;
  /** What the clocks of both sides cannot tell apart, in nanoseconds. */
  readonly resolution: number;
}

function timedRows(
  base: SideBoots,
  head: SideBoots,
  { options, share, resolution }: RowOptions,
): readonly DiffRow[] {
  const baseRows = new Map(rowsOf(base).map((row) => [row.name, row]));
  const headRows = new Map(rowsOf(head).map((row) => [row.name, row]));
  const names = mergeOrders([[...baseRows.keys()], [...headRows.keys()]]);
  const valuesOf = (row: RowSamples | undefined): readonly Nanoseconds[] => present(row?.values ?? []);
  const pairs = names.map((name): SamplePair => {
    const [ofBase, ofHead] = [baseRows.get(name), headRows.get(name)];
    const { kind } = (ofHead ?? ofBase)!;
    return {
      base: valuesOf(ofBase),
      head: valuesOf(ofHead),
      // Before zero another clock ticks.
      ...(kind === 'vmm' ? {} : { resolution }),
    };
  });
  const compared = compareSamples(pairs, { ...options, alpha: options.alpha * share });
  return names.map((name, at) => {
    const { kind } = (headRows.get(name) ?? baseRows.get(name))!;
    return { kind, name, ...rowOf(pairs[at]!, compared[at]!, share) };
  });
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

function rowOf(pair: SamplePair, compared: Comparison, share: number): Omit<DiffRow, 'kind' | 'name'> {
  const { p, pAdjusted, ci, verdict, needed, slowPath } = compared;
  return {
    ...change(compared),
    baseN: pair.base.length,
    headN: pair.head.length,
    p,
    // Held against alpha itself, whatever the row's share of it.
    pAdjusted: pAdjusted === null ? null : Math.min(1, pAdjusted / share),
    ciNs: ci && [Math.round(ci[0]), Math.round(ci[1])],
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
    verdict,
    neededN: null,
    baseOutliers: [],
    headOutliers: [],
    baseHumps: null,
    headHumps: null,
  };
}

/** What a boot does not do takes no time: that is no improvement. */
function withoutImprovement(row: DiffRow): DiffRow {
  return row.verdict === 'improvement' ? { ...row, verdict: 'inconclusive' } : row;
}

/** A row that every finished boot of base measured is gone where none of head did, and open where some did not. */
function withReach(row: DiffRow, { base, head }: Pick<ComparedBoots, 'base' | 'head'>): DiffRow {
  const { kind, baseN, headN, verdict } = row;
  const isOfAll = baseN > 0 && baseN === base.counted.filter(isFinished).length;
  const canGo = kind === 'stage' || kind === 'setup' || kind === 'total';
  if (canGo && isOfAll && headN === 0) return { ...row, verdict: 'gone' };
  const isPartial = isOfAll && headN < head.counted.length && kind !== 'vmm';
  const claims = verdict === 'improvement' || verdict === 'unchanged';
  return isPartial && claims ? { ...row, verdict: 'inconclusive' } : row;
}

type Change = Pick<DiffRow, 'baseNs' | 'headNs' | 'deltaNs' | 'deltaPct'>;

/** Medians and the shift in whole nanoseconds; null on a side that has none. */
function change({ base, head, delta }: Pick<Comparison, 'base' | 'head' | 'delta'>): Change {
  const baseNs = base === null ? null : Math.round(base);
  const headNs = head === null ? null : Math.round(head);
  const deltaNs = delta === null ? null : Math.round(delta);
  return { baseNs, headNs, deltaNs, deltaPct: deltaNs === null || !baseNs ? null : (deltaNs / baseNs) * 100 };
}
