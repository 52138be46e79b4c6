/** Logs, as the user named them, to a report of their boots. */
import { requireWhole } from '../../checks/whole-input.js';
import { mergeCompanion } from '../../formats/cloud-hypervisor/companions.js';
import { TIME_FORMATS, type TimeFormat } from '../../formats/index.js';
import { analyse } from '../../reports/boots.js';
import type { JudgeOptions } from '../../reports/comparison.js';
import { timelinesOf } from '../../stages/boot-sets.js';
import { describeUnmatchedMarks } from '../../stages/text/mark-notes.js';
import { DEFAULT_COMPARE } from '../../stats/compare.js';
import type { Reading } from '../../trace/boot.js';
import { note } from '../../trace/diagnostic.js';
import { InputError, UsageError } from '../../trace/errors.js';
import { parseMark } from '../../trace/marks.js';
import type { BootsReport } from '../../trace/report/report.js';
import { loadStageTable } from '../flags/stage-table.js';
import {
  type FoundInput,
  findInputs,
  type InputOptions,
  type InputReading,
  readInput,
  readInputs,
} from '../input/inputs.js';
import { keepBoots } from '../input/inputs-without-boot.js';

/** The reading flags as parsed. */
export interface ReadingFlags {
  readonly 'input-format'?: string | undefined;
  readonly 'log-format'?: string | undefined;
  readonly 'time-format': TimeFormat;
  readonly mark?: readonly string[] | undefined;
}

/** The stage flags as parsed. */
export interface StageFlags {
  readonly codes?: string | undefined;
  readonly 'keep-noise': boolean;
}

export interface LogFlags extends ReadingFlags, StageFlags {
  /** Files of the same process as the log. */
  readonly with?: readonly string[] | undefined;
}

/** The reading flags as the readers take them. */
export function inputOptions(flags: ReadingFlags): InputOptions {
  const { 'input-format': inputFormat, 'log-format': logFormat, 'time-format': timeFormat, mark } = flags;
  return {
    timeFormat,
    ...(inputFormat === undefined ? {} : { inputFormat }),
    ...(logFormat === undefined ? {} : { logFormat }),
    ...(mark === undefined ? {} : { marks: mark.map(parseMark) }),
  };
}

/** Reads logs and folders of logs, and analyses their boots together; `compare` judges sides, where boots belong to sides. */
export async function bootsReport(
  command: BootsReport['command'],
  logs: readonly string[],
  flags: LogFlags,
  compare: JudgeOptions = DEFAULT_COMPARE,
): Promise<BootsReport> {
  const analyseReadings = await analyser(command, flags, compare);
  const { readings } = await readLogs(logs, flags);
  return analyseReadings(readings);
}

/** Loads the stage table, before anything is read: a mistake in it must not cost the reading. */
async function analyser(
  command: BootsReport['command'],
  flags: LogFlags,
  compare: JudgeOptions,
): Promise<(readings: readonly Reading[]) => BootsReport> {
  const table = await loadStageTable(flags.codes);
  const marks = (flags.mark ?? []).map(parseMark);
  return (readings) => {
    const report = analyse(readings, { command, table, keepNoise: flags['keep-noise'], compare });
    const unmatched = describeUnmatchedMarks(
      marks,
      report.timelines.map(({ boot }) => boot),
    );
    return { ...report, diagnostics: [...report.diagnostics, ...unmatched] };
  };
}

interface ReadLogs {
  readonly inputs: readonly FoundInput[];
  /** One for each input, with the companions of the only one merged into it. */
  readonly readings: readonly InputReading[];
}

async function readLogs(logs: readonly string[], flags: LogFlags): Promise<ReadLogs> {
  const inputs = await findInputs(logs);
  const companions = flags.with ?? [];
  if (companions.length > 0 && inputs.length !== 1) {
    throw new InputError('one-log', '--with works with exactly one log', [
      'boottrace parse ch.log --with events.json',
    ]);
  }
  const paths = inputs.map(({ path }) => path);
  const readings = await readInputs(paths, inputOptions(flags));
  for (const companion of companions) {
    const log = readings[0]!;
    readings[0] = { ...log, ...(await addCompanion(log, companion, flags)) };
  }
  return { inputs, readings };
}

/** Throws UsageError for flags about Cloud Hypervisor's log where all boots are of other logs. */
export function requireUse({ timelines }: BootsReport, flags: ReadingFlags): void {
  const template = flags['log-format'] === undefined ? null : '--log-format';
  const flag =
    template ?? (flags['time-format'] === TIME_FORMATS[0] ? null : `--time-format ${flags['time-format']}`);
  const formats = new Set(timelines.map(({ boot }) => boot.format));
  if (flag === null || formats.size === 0 || formats.has('cloud-hypervisor')) return;
  throw new UsageError(
    'flag-without',
    `${flag} applies only to Cloud Hypervisor logs, not to ${[...formats].join(', ')}`,
    [`leave out ${flag}`],
  );
}

/**
 * As `bootsReport`, for boots that are judged.
 * @throws InputError for an input that has no boot, and when not all of an input could be kept
 */
export async function judgedReport(
  logs: readonly string[],
  flags: LogFlags,
  compare: JudgeOptions = DEFAULT_COMPARE,
): Promise<BootsReport> {
  const analyseReadings = await analyser('report', flags, compare);
  const report = analyseReadings(keepBoots(await readLogs(logs, flags)));
  requireWhole(report.diagnostics);
  return report;
}

/** As `judgedReport`, for boots that are taken together. Throws InputError for those of both sides of `run --vs`. */
export async function setReport(logs: readonly string[], flags: LogFlags): Promise<BootsReport> {
  return requireOneSet(logs, await judgedReport(logs, flags));
}

/** As `setReport`, for a log of a series, which may have no boot. */
export async function trendSetReport(logs: readonly string[], flags: LogFlags): Promise<BootsReport> {
  const report = await bootsReport('report', logs, flags);
  requireWhole(report.diagnostics);
  return requireOneSet(logs, report);
}

function requireOneSet(logs: readonly string[], report: BootsReport): BootsReport {
  if (report.comparison === undefined) return report;
  const from = logs.join(', ');
  throw new InputError(
    'boots-of-two-sides',
    `${from}: the file contains both sides of run --vs, which are not one set`,
    [`boottrace diff ${from} compares its two sides`],
  );
}

/** Like `judgedReport`, but of both sides of `run --vs` keeps only the boots of head, and adds a note. */
export async function headReport(logs: readonly string[], flags: LogFlags): Promise<BootsReport> {
  const { comparison, ...report } = await judgedReport(logs, flags);
  if (comparison === undefined) return report;
  const words = 'the log contains both sides of run --vs; only the boots of head are judged';
  const judged = note('head-judged', words, { input: logs.join(', ') });
  return {
    ...report,
    timelines: timelinesOf('head', report.timelines),
    diagnostics: [...report.diagnostics, judged],
  };
}

/** The format of a companion is told by its content: `--input-format` is about the log. */
async function addCompanion(log: Reading, path: string, flags: ReadingFlags): Promise<Reading> {
  const { inputFormat: _, ...options } = inputOptions(flags);
  return mergeCompanion(log, await readInput(path, options));
}
