/** Boots to reports: the whole program without a terminal. Pure; reading is src/formats, drawing is src/reporters. */
import type { Assertion } from './checks/assertion.js';
import { evaluate } from './checks/evaluate.js';
import { countedTimelines, describeLeftOut, haveSides, timelinesOf } from './stages/boot-sets.js';
import { buildTimeline } from './stages/build-timeline.js';
import { noteClocks, noteClocksOfSides } from './stages/clock-notes.js';
import { collectMarks, type MarkSamples } from './stages/mark-samples.js';
import { collectRows, mergeOrders, type RowSamples } from './stages/row-samples.js';
import { describeTimeline } from './stages/timeline-notes.js';
import {
  type CompareOptions,
  type Comparison,
  compareSamples,
  DEFAULT_COMPARE,
  worstVerdict,
} from './stats/compare.js';
import { median } from './stats/order.js';
import { summarise } from './stats/summary.js';
import { type Reading, SIDES, type Side } from './trace/boot.js';
import { type Diagnostic, MAX_DIAGNOSTICS_PER_CODE } from './trace/diagnostic.js';
import type { Nanoseconds } from './trace/event.js';
import type {
  BootsReport,
  CheckReport,
  CheckResult,
  DiffMark,
  DiffReport,
  DiffRow,
  SummaryRow,
} from './trace/report.js';
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
  ];
  const summary = timelines.length > 1 ? summariseRows(countedTimelines(timelines)) : null;
  const report: BootsReport = { command, timelines, diagnostics, summary, table };
  return haveSides(timelines) ? withComparison(report, compare) : report;
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
  const diagnostics = [...report.diagnostics, ...comparison.diagnostics];
  return { ...report, diagnostics, summary, comparison };
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

function summariseRows(timelines: readonly Timeline[]): readonly SummaryRow[] {
  return collectRows(timelines).map(({ kind, name, values }): SummaryRow => {
    const { n, median, mean, stddev, min, max, p95, ci, outliers } = summarise(present(values))!;
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
    };
  });
}

/** Compares two sets of boots per row and per mark. Verdicts come from sets; one boot against one gets deltas alone. */
export function diffReports(base: BootsReport, head: BootsReport, options: CompareOptions): DiffReport {
  const before = countedTimelines(base.timelines);
  const after = countedTimelines(head.timelines);
  const looks = plannedLooks([...before, ...after]);
  const { rows, notes } = diffRows(before, after, { ...options, looks });
  return {
    command: 'diff',
    rows,
    marks: diffMarks(before, after),
    verdict: worstVerdict(rows.map((row) => row.verdict)),
    diagnostics: [
      ...base.diagnostics,
      ...head.diagnostics,
      ...noteClocksOfSides(base.timelines, head.timelines),
      ...notes,
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
    const { base: baseMedian, head: headMedian, p, pAdjusted, ci, verdict } = compared[at]!;
    return {
      kind: (headRows.get(name) ?? baseRows.get(name))!.kind,
      name,
      ...change(baseMedian, headMedian),
      baseN: pairs[at]!.base.length,
      headN: pairs[at]!.head.length,
      p,
      pAdjusted,
      ciNs: ci && [Math.round(ci[0]), Math.round(ci[1])],
      verdict,
    };
  });
  return { rows, notes: diffNotes(rows, compared) };
}

type Change = Pick<DiffRow, 'baseNs' | 'headNs' | 'deltaNs' | 'deltaPct'>;

/** Medians in whole nanoseconds and what lies between them; null on a side that has none. */
function change(base: number | null, head: number | null): Change {
  const baseNs = base === null ? null : Math.round(base);
  const headNs = head === null ? null : Math.round(head);
  const deltaNs = baseNs === null || headNs === null ? null : headNs - baseNs;
  return { baseNs, headNs, deltaNs, deltaPct: deltaNs === null || !baseNs ? null : (deltaNs / baseNs) * 100 };
}

function diffMarks(base: readonly Timeline[], head: readonly Timeline[]): readonly DiffMark[] {
  const baseMarks = collectMarks(base);
  const headMarks = collectMarks(head);
  const medianOf = (mark: MarkSamples | undefined): number | null => (mark ? median(mark.timesNs) : null);
  const marks = [...new Map([...baseMarks, ...headMarks])].map(([key, { code, occurrence }]): DiffMark => {
    const { baseNs, headNs, deltaNs } = change(medianOf(baseMarks.get(key)), medianOf(headMarks.get(key)));
    return { code, occurrence, baseNs, headNs, deltaNs };
  });
  const timeOf = ({ baseNs, headNs }: DiffMark): Nanoseconds => baseNs ?? headNs ?? 0;
  return marks.sort((a, b) => timeOf(a) - timeOf(b) || a.code - b.code || a.occurrence - b.occurrence);
}

/** What a person should know before believing the rows. */
function diffNotes(rows: readonly DiffRow[], compared: readonly Comparison[]): readonly Diagnostic[] {
  const notes: Diagnostic[] = [];
  const both = rows.filter((row) => row.baseN > 0 && row.headN > 0);
  if (both.length > 0 && both.every((row) => row.p === null)) {
    const words = 'differences without a verdict, since one run says nothing about the next';
    notes.push(note('not-tested', `one boot against one boot: ${words}`));
  }
  const short = rows.filter((_, at) => compared[at]!.needed !== null);
  if (short.length > 0) {
    const needed = Math.max(...compared.map((one) => one.needed ?? 0));
    const names = short.map((row) => row.name).join(', ');
    notes.push(note('more-runs', `${names}: a verdict needs at least ${needed} boots on each side`));
  }
  for (const [side, other] of [
    ['base', 'headN'],
    ['head', 'baseN'],
  ] as const) {
    const names = rows.filter((row) => row[other] === 0).map((row) => row.name);
    if (names.length > 0) notes.push(note('one-sided', `only in ${side}: ${names.join(', ')}`));
  }
  return notes;
}

export interface CheckInput {
  readonly report: BootsReport;
  readonly assertions: readonly Assertion[];
  /** The report's boots compared with a baseline; null when there is none. */
  readonly baseline: DiffReport | null;
}

/** Judges assertions and, if given, the comparison with a baseline: each of its rows must not be a regression. */
export function checkReport({ report, assertions, baseline }: CheckInput): CheckReport {
  const results = [
    ...evaluate(assertions, report.timelines),
    ...(baseline ? baselineResults(baseline, report.timelines) : []),
  ];
  const diagnostics = baseline?.diagnostics ?? report.diagnostics;
  return { command: 'check', passed: results.every((result) => result.passed), results, diagnostics };
}

const incomparable: CheckResult = {
  assertion: 'baseline',
  passed: false,
  actualNs: null,
  limitNs: null,
  values: [],
  message: 'never measured: the boots and the baseline have no row in common',
};

function baselineResults({ rows }: DiffReport, timelines: readonly Timeline[]): readonly CheckResult[] {
  if (!rows.some((row) => row.baseNs !== null && row.headNs !== null)) return [incomparable];
  const values = new Map(collectRows(timelines).map((row) => [row.name, row.values]));
  return rows.map((row): CheckResult => {
    const was = row.baseNs === null ? 'nothing' : `${row.baseNs / 1e6} ms`;
    const is = row.headNs === null ? 'nothing' : `${row.headNs / 1e6} ms`;
    return {
      assertion: `baseline ${row.name}`,
      passed: row.verdict !== 'regression',
      actualNs: row.headNs,
      limitNs: row.baseNs,
      values: values.get(row.name) ?? [],
      message: `${row.verdict}: median ${was} in the baseline, ${is} now`,
    };
  });
}
