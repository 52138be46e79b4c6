/** `boottrace report`: logs to a report of their boots, or with `--trend` a folder of logs to a series over time. */
import { statSync } from 'node:fs';
import { type TrendSet, trendReport } from '../../reports/trend.js';
import { type Diagnostic, note } from '../../trace/diagnostic.js';
import { InputError } from '../../trace/errors.js';
import type { BootsReport, TrendReport } from '../../trace/report/report.js';
import { parseCompareOptions } from '../flags/compare-options.js';
import { loadStageTable } from '../flags/stage-table.js';
import { expandInputs } from '../input/inputs.js';
import { bootsReport, type LogFlags, requireUse, trendSetReport } from './read-boots.js';

export interface ReportFlags extends LogFlags {
  readonly trend?: string | undefined;
  readonly alpha?: string | undefined;
  readonly floor?: readonly string[] | undefined;
}

/** Throws InputError for logs that cannot be read, for none, and for logs beside `--trend`. */
export async function reportLogs(
  logs: readonly string[],
  flags: ReportFlags,
): Promise<BootsReport | TrendReport> {
  const { trend } = flags;
  if (trend !== undefined && logs.length === 0) return trendOf(trend, flags);
  if (logs.length > 0 && trend === undefined) {
    const report = await bootsReport('report', logs, flags);
    requireUse(report, flags);
    return report;
  }
  const message =
    logs.length === 0 ? 'report needs at least one log' : '--trend replaces LOG; give only one of them';
  throw new InputError('no-log', message, EXAMPLES);
}

const EXAMPLES = ['boottrace report boot.log', 'boottrace report --trend nightly/'];

/** A set with the time that it stands at in the series. */
interface TimedSet extends TrendSet {
  readonly timeMs: number;
}

async function trendOf(folder: string, flags: ReportFlags): Promise<TrendReport> {
  const options = parseCompareOptions(flags.alpha, flags.floor);
  const sets: TimedSet[] = [];
  for (const input of await expandInputs([folder])) sets.push(await timedSet(input, flags));
  // Sorting is stable: of the same time, files keep the order of their names.
  sets.sort((a, b) => a.timeMs - b.timeMs);
  const report = trendReport(sets, await loadStageTable(flags.codes), options);
  return { ...report, diagnostics: [...report.diagnostics, ...undatedNote(sets)] };
}

/** Trace files have a start time; other logs have only the time of the file. */
async function timedSet(input: string, flags: ReportFlags): Promise<TimedSet> {
  const report = await trendSetReport([input], flags);
  const times = report.timelines
    .map(({ boot }) => boot.provenance?.startedAt)
    .filter((time) => time !== undefined);
  const startedAt = times.sort()[0] ?? null;
  const timeMs = startedAt === null ? statSync(input).mtimeMs : Date.parse(startedAt);
  return { input, startedAt, report, timeMs };
}

function undatedNote(sets: readonly TimedSet[]): readonly Diagnostic[] {
  const count = sets.filter(({ startedAt }) => startedAt === null).length;
  if (count === 0) return [];
  const message = `${count} of ${sets.length} logs do not say when they were taken; the modification time of the file is used`;
  return [note('undated', message)];
}
