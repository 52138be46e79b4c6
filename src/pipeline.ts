/** Boots to reports: the whole program without a terminal. Pure; reading is src/formats, drawing is src/reporters. */
import type { Assertion } from './checks/assertion.js';
import { type BaselineFailOn, evaluateBaseline } from './checks/baseline.js';
import { differencesWithin } from './checks/conditions.js';
import { diffMarks, noteGoneMoments } from './checks/diff-marks.js';
import { evaluate } from './checks/evaluate.js';
import { requireKnownWords } from './checks/known-moments.js';
import { describeComparison, describeHumps } from './checks/set-notes.js';
import { countedTimelines, describeLeftOut, haveSides, timelinesOf } from './stages/boot-sets.js';
import { buildTimeline } from './stages/build-timeline.js';
import { noteClocks, noteClocksOfSides } from './stages/clock-notes.js';
import { describeObserver } from './stages/observer-notes.js';
import { describeRepeats, REPEATED_CODE } from './stages/repeat-notes.js';
import { collectRows, mergeOrders, type RowSamples } from './stages/row-samples.js';
import { describeTimeline } from './stages/timeline-notes.js';
import {
  type CompareOptions,
  compareSamples,
  countTests,
  DEFAULT_COMPARE,
  neededRuns,
  worstVerdict,
} from './stats/compare.js';
import { findHumps } from './stats/humps.js';
import { sorted } from './stats/order.js';
import { summarise, tukeyOutliers } from './stats/summary.js';
import { type Reading, SIDES, type Side } from './trace/boot.js';
import { type Diagnostic, MAX_DIAGNOSTICS_PER_CODE } from './trace/diagnostic.js';
import type { Nanoseconds } from './trace/event.js';
import type { BootsReport, CheckReport, DiffReport, DiffRow, Humps, SummaryRow } from './trace/report.js';
import type { StageTable } from './trace/stage-table.js';
import type { Timeline } from './trace/timeline.js';

export interface AnalyseOptions {
  readonly command: BootsReport['command'];
  readonly table: StageTable;
  /** Counts noise as codes. */
  readonly keepNoise: boolean;
  /** How the sides of a comparison are judged, where boots belong to sides. */
  readonly compare?: CompareOptions;
}

/** Classifies, times and summarises all boots of all readings, in order. */
export function analyse(
  readings: readonly Reading[],
  { command, table, keepNoise, compare = DEFAULT_COMPARE }: AnalyseOptions,
): BootsReport {
  const boots = readings.flatMap((reading) => reading.boots);
  const timelines = boots.map((boot, index) => buildTimeline(boot, { table, index, keepNoise }));
  const notes = timelines.flatMap((timeline) => describeTimeline(timeline, table));
  const found = readings.flatMap((reading) => reading.diagnostics);
  const diagnostics = [
    ...(command === 'run' ? cap(found) : found),
    ...cap(notes),
    ...describeLeftOut(timelines),
    ...noteClocks(timelines),
    ...describeObserver(countedTimelines(timelines)),
  ];
  const summary = timelines.length > 1 ? summariseRows(countedTimelines(timelines)) : null;
  const report: BootsReport = { command, timelines, diagnostics, summary, table };
  if (haveSides(timelines)) return withComparison(report, compare);
  const mixed = command === 'report' ? differencesWithin(boots).map(mixedWarning) : [];
  const repeats = cap(describeRepeats(countedTimelines(timelines)));
  return { ...report, diagnostics: [...diagnostics, ...repeats, ...mixed, ...describeHumps(report)] };
}

/** Boots of the two sides of a comparison are never counted together: each side has its summary, and head is judged. */
function withComparison(report: BootsReport, options: CompareOptions): BootsReport {
  const counted = countedTimelines(report.timelines);
  const sideOf = (side: Side): BootsReport => ({
    ...report,
    timelines: timelinesOf(side, counted),
    diagnostics: [],
    summary: null,
  });
  const comparison = diffReports(sideOf('base'), sideOf('head'), options);
  const summary = SIDES.flatMap((side) =>
    summariseRows(timelinesOf(side, counted)).map((row) => ({ ...row, side })),
  );
  const humps = describeHumps({ ...report, summary });
  const diagnostics = [...report.diagnostics, ...humps, ...comparison.diagnostics];
  return { ...report, diagnostics, summary, comparison };
}

function mixedWarning(difference: string): Diagnostic {
  const message = `the boots were not all taken under the same conditions: ${difference}`;
  return { ...note('mixed-conditions', message), severity: 'warning' };
}

/** At most so many notes of one code; a last one counts the rest. */
function cap(notes: readonly Diagnostic[]): readonly Diagnostic[] {
  const counts = new Map<string, number>();
  const kept = notes.filter(({ code }) => {
    const count = (counts.get(code) ?? 0) + 1;
    counts.set(code, count);
    return count <= MAX_DIAGNOSTICS_PER_CODE;
  });
  const rest = [...counts].filter(([, count]) => count > MAX_DIAGNOSTICS_PER_CODE);
  return [
    ...kept,
    ...rest.map(([code, count]) => note(code, `${count - MAX_DIAGNOSTICS_PER_CODE} more of these`)),
  ];
}

function note(code: string, message: string): Diagnostic {
  return { severity: 'note', code, message, input: null, line: null };
}

function present(values: readonly (Nanoseconds | null)[]): readonly Nanoseconds[] {
  return values.filter((value) => value !== null);
}

/** The times of a row that no boot measured. */
const UNMEASURED_ROW = {
  n: 0,
  medianNs: null,
  meanNs: null,
  stddevNs: null,
  minNs: null,
  maxNs: null,
  p95Ns: null,
  ciNs: null,
  outliers: [],
  humps: null,
} as const;

function summariseRows(timelines: readonly Timeline[]): readonly SummaryRow[] {
  return collectRows(timelines).map(({ kind, name, values }): SummaryRow => {
    const summary = summarise(present(values));
    if (summary === null) return { ...UNMEASURED_ROW, name, kind };
    const { n, median, mean, stddev, min, max, p95, ci, outliers } = summary;
    return {
      name,
      kind,
      n,
      medianNs: Math.round(median),
      meanNs: Math.round(mean),
      stddevNs: stddev === null ? null : Math.round(stddev),
      minNs: min,
      maxNs: max,
      p95Ns: Math.round(p95),
      ciNs: ci,
      outliers,
      humps: humpsOf(present(values)),
    };
  });
}

function humpsOf(values: readonly Nanoseconds[]): Humps | null {
  const humps = findHumps(values, DEFAULT_COMPARE);
  if (humps === null) return null;
  const [low, high] = humps.map(({ n, median }) => ({ n, medianNs: Math.round(median) }));
  return [low!, high!];
}

/** Compares two sets of boots per row and per mark. Verdicts come from sets; one boot against one gets deltas alone. */
export function diffReports(base: BootsReport, head: BootsReport, options: CompareOptions): DiffReport {
  const before = countedTimelines(base.timelines);
  const after = countedTimelines(head.timelines);
  const looks = plannedLooks([...before, ...after]);
  const { rows, notes } = diffRows(before, after, { ...options, looks });
  const marks = diffMarks(before, after);
  return {
    command: 'diff',
    rows,
    marks,
    verdict: worstVerdict(rows.map((row) => row.verdict)),
    diagnostics: [
      // What is odd in a side alone is odd among all of them too, and is said once.
      ...[...base.diagnostics, ...head.diagnostics].filter(({ code }) => code !== REPEATED_CODE),
      ...cap(describeRepeats([...before, ...after])),
      ...noteClocksOfSides(base.timelines, head.timelines),
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

interface DiffRows {
  readonly rows: readonly DiffRow[];
  readonly notes: readonly Diagnostic[];
}

function diffRows(base: readonly Timeline[], head: readonly Timeline[], options: CompareOptions): DiffRows {
  const baseRows = new Map(collectRows(base).map((row) => [row.name, row]));
  const headRows = new Map(collectRows(head).map((row) => [row.name, row]));
  const names = mergeOrders([[...baseRows.keys()], [...headRows.keys()]]);
  const valuesOf = (row: RowSamples | undefined): readonly Nanoseconds[] => present(row?.values ?? []);
  const pairs = names.map((name) => ({
    base: valuesOf(baseRows.get(name)),
    head: valuesOf(headRows.get(name)),
  }));
  const compared = compareSamples(pairs, options);
  const rows = names.map((name, at): DiffRow => {
    const { base: baseMedian, head: headMedian, p, pAdjusted, ci, verdict, needed } = compared[at]!;
    const { base: baseValues, head: headValues } = pairs[at]!;
    return {
      kind: (headRows.get(name) ?? baseRows.get(name))!.kind,
      name,
      ...change(baseMedian, headMedian),
      baseN: baseValues.length,
      headN: headValues.length,
      p,
      pAdjusted,
      ciNs: ci && [Math.round(ci[0]), Math.round(ci[1])],
      verdict,
      neededN: needed,
      baseOutliers: tukeyOutliers(sorted(baseValues)),
      headOutliers: tukeyOutliers(sorted(headValues)),
      baseHumps: humpsOf(baseValues),
      headHumps: humpsOf(headValues),
    };
  });
  // Of single boots nobody knows which rows will vary: all of them may.
  const tests = countTests(pairs) || rows.filter((row) => row.deltaNs !== null).length;
  const least = neededRuns(tests * (options.looks ?? 1), options.alpha);
  const unfinished = names.some(
    (name, at) => headRows.has(name) && pairs[at]!.base.length > 0 && pairs[at]!.head.length === 0,
  );
  const notes = describeComparison({ rows, least, baseBoots: base.length, headBoots: head.length });
  return { rows: unfinished ? rows.map(withoutImprovement) : rows, notes };
}

/**
 * Head began a stage that base measured, and no boot of head got to its end: whatever took less time there may have done
 * less.
 */
function withoutImprovement(row: DiffRow): DiffRow {
  return row.verdict === 'improvement' ? { ...row, verdict: 'inconclusive' } : row;
}

type Change = Pick<DiffRow, 'baseNs' | 'headNs' | 'deltaNs' | 'deltaPct'>;

/** Medians in whole nanoseconds and what lies between them; null on a side that has none. */
function change(base: number | null, head: number | null): Change {
  const baseNs = base === null ? null : Math.round(base);
  const headNs = head === null ? null : Math.round(head);
  const deltaNs = baseNs === null || headNs === null ? null : headNs - baseNs;
  return { baseNs, headNs, deltaNs, deltaPct: deltaNs === null || !baseNs ? null : (deltaNs / baseNs) * 100 };
}

/** What boots are compared with, and what of it fails. */
export interface Baseline {
  readonly report: BootsReport;
  readonly options: CompareOptions;
  readonly failOn: BaselineFailOn;
}

export interface CheckInput {
  readonly report: BootsReport;
  readonly assertions: readonly Assertion[];
  readonly baseline: Baseline | null;
}

/** Judges assertions over all boots but warm-ups and, if given, the comparison with a baseline: each of its rows must not be a regression. Throws
 * InputError for a bare word that is the name of no moment, or of several.
 */
export function checkReport({ report, assertions, baseline }: CheckInput): CheckReport {
  const diff = baseline && diffReports(baseline.report, report, baseline.options);
  const sides = baseline && { base: baseline.report.timelines, head: report.timelines };
  const judged = report.timelines.filter(({ boot }) => !boot.warmup);
  requireKnownWords(assertions, judged, report.table);
  const results = [
    ...evaluate(assertions, report.timelines),
    ...(diff ? evaluateBaseline({ rows: diff.rows, ...sides!, failOn: baseline!.failOn }) : []),
  ];
  const diagnostics = diff?.diagnostics ?? report.diagnostics;
  return { command: 'check', passed: results.every((result) => result.passed), results, diagnostics };
}
