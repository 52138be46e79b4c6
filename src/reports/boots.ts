/** Readings to the report of their boots: each with its timeline, together with their summary. Pure; reading is src/formats, drawing is src/reporters. */
import { differencesWithin } from '../checks/comparable.js';
import { describeHumps } from '../checks/statistics-notes.js';
import { countedTimelines, describeLeftOut, haveSides, timelinesOf } from '../stages/boot-sets.js';
import { buildTimeline } from '../stages/build-timeline.js';
import { noteClocks } from '../stages/clock-notes.js';
import { describeObserver } from '../stages/observer-notes.js';
import { describeRepeats } from '../stages/repeat-notes.js';
import { collectRows } from '../stages/row-samples.js';
import { describeTimeline, INIT_NOT_REACHED } from '../stages/timeline-notes.js';
import { DEFAULT_COMPARE } from '../stats/compare.js';
import { summarise } from '../stats/summary.js';
import { type Reading, SIDES, type Side } from '../trace/boot.js';
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import type { Nanoseconds } from '../trace/event.js';
import type { BootsReport, SummaryRow } from '../trace/report/report.js';
import { PLAIN_NAMES } from '../trace/report/side-names.js';
import type { Timeline } from '../trace/report/timeline.js';
import type { StageTable } from '../trace/stage-table.js';
import { describeBusyHost } from './busy-host.js';
import { capNotes } from './cap-notes.js';
import { diffReports, type JudgeOptions } from './comparison.js';
import { humpsOf } from './humps.js';
import { describeSequence } from './sequence-notes.js';

export interface AnalyseOptions {
  readonly command: BootsReport['command'];
  readonly table: StageTable;
  /** Counts noise as codes. */
  readonly keepNoise: boolean;
  /** How the sides of a comparison are judged, where boots belong to sides. */
  readonly compare?: JudgeOptions;
}

/** Classifies, times and summarises all boots of all readings, in order. */
export function analyse(
  readings: readonly Reading[],
  { command, table, keepNoise, compare = DEFAULT_COMPARE }: AnalyseOptions,
): BootsReport {
  const boots = readings.flatMap((reading) => reading.boots);
  const timelines = boots.map((boot, index) => buildTimeline(boot, { table, index, keepNoise }));
  // Of a set, the boots that did not finish are named together.
  const said = timelines.length > 1 ? [INIT_NOT_REACHED] : [];
  const notes = timelines
    .flatMap((timeline) => describeTimeline(timeline, table))
    .filter(({ code }) => !said.includes(code));
  const found = readings.flatMap((reading) => reading.diagnostics);
  const diagnostics = [
    ...(command === 'run' ? capNotes(found) : found),
    ...capNotes(notes),
    ...describeLeftOut(timelines),
    ...noteClocks(timelines),
    ...describeObserver(countedTimelines(timelines)),
  ];
  const summary = timelines.length > 1 ? summariseRows(countedTimelines(timelines)) : null;
  const report: BootsReport = { command, timelines, diagnostics, summary, table };
  if (haveSides(timelines)) return withComparison(report, compare);
  const mixed = command === 'report' ? differencesWithin(boots).map(mixedWarning) : [];
  const repeats = capNotes(describeRepeats(countedTimelines(timelines)));
  const sequence = command === 'parse' ? [] : describeSet(countedTimelines(timelines));
  return {
    ...report,
    diagnostics: [...diagnostics, ...repeats, ...mixed, ...sequence, ...describeHumps(report)],
  };
}

/** Boots of the two sides of a comparison are never counted together: each side has its summary, and head is judged. */
function withComparison(report: BootsReport, options: JudgeOptions): BootsReport {
  const counted = countedTimelines(report.timelines);
  const sideOf = (side: Side): BootsReport => ({
    ...report,
    timelines: timelinesOf(side, report.timelines),
    diagnostics: [],
    summary: null,
  });
  const comparison = diffReports(sideOf('base'), sideOf('head'), options);
  const summary = SIDES.flatMap((side) =>
    summariseRows(timelinesOf(side, counted)).map((row) => ({ ...row, side })),
  );
  const humps = describeHumps({ ...report, summary }, options.names);
  const { names = PLAIN_NAMES } = options;
  const sequences = SIDES.flatMap((side) => describeSet(timelinesOf(side, counted), names[side]));
  const diagnostics = [...report.diagnostics, ...sequences, ...humps, ...comparison.diagnostics];
  return { ...report, diagnostics, summary, comparison };
}

/** What statistics do not see of a set: the order of its boots, and the host. */
function describeSet(timelines: readonly Timeline[], whose?: string): readonly Diagnostic[] {
  return [...describeSequence(timelines, whose), ...describeBusyHost(timelines, whose)];
}

function mixedWarning(difference: string): Diagnostic {
  const message = `the boots were taken under different conditions: ${difference}`;
  return warning('mixed-conditions', message);
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
