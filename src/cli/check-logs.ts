/** `boottrace check`: assertions of the command line and of a file, evaluated over logs. */
import { type Assertion, parseAssertions, type Statistic } from '../checks/assertion.js';
import { checkReport, diffReports } from '../pipeline.js';
import { DEFAULT_COMPARE } from '../stats/compare.js';
import { InputError } from '../trace/errors.js';
import type { BootsReport, CheckReport, DiffReport } from '../trace/report.js';
import type { StageTable } from '../trace/stage-table.js';
import { bootsReport, type LogFlags } from './boots-report.js';
import { readText } from './read-text.js';
import { loadStageTable } from './stage-table.js';

export interface CheckFlags extends LogFlags {
  readonly max?: readonly string[] | undefined;
  readonly min?: readonly string[] | undefined;
  readonly require?: readonly string[] | undefined;
  readonly forbid?: readonly string[] | undefined;
  readonly order?: readonly string[] | undefined;
  readonly stat?: Statistic | undefined;
  readonly config?: string | undefined;
  readonly baseline?: string | undefined;
}

/** What is to hold. */
interface Expectations {
  readonly assertions: readonly Assertion[];
  readonly baseline: string | null;
}

async function readConfig({ config, stat }: CheckFlags, table: StageTable): Promise<Expectations> {
  if (config === undefined) return { assertions: [], baseline: null };
  const text = await readText(config);
  const { parseCheckConfig } = await import('../checks/config.js');
  return parseCheckConfig(text, config, { table, statistic: stat });
}

async function readExpectations(flags: CheckFlags, table: StageTable): Promise<Expectations> {
  const given = parseAssertions(flags, { table, statistic: flags.stat ?? 'each' });
  const file = await readConfig(flags, table);
  const expectations = {
    assertions: [...given, ...file.assertions],
    baseline: flags.baseline ?? file.baseline,
  };
  if (expectations.assertions.length > 0 || expectations.baseline !== null) return expectations;
  throw new InputError('no-assertion', 'there is nothing to check', [
    'boottrace check LOG --max kernel=80ms',
    'boottrace check LOG --require 0x41',
    'boottrace check --help',
  ]);
}

async function compareWithBaseline(
  baseline: string | null,
  head: BootsReport,
  flags: CheckFlags,
): Promise<DiffReport | null> {
  if (baseline === null) return null;
  return diffReports(await bootsReport('report', [baseline], flags), head, DEFAULT_COMPARE);
}

/**
 * Reads the expectations, then the logs, and evaluates.
 * @throws InputError for expectations that make no sense or are none, and for logs that cannot be read.
 */
export async function checkLogs(logs: readonly string[], flags: CheckFlags): Promise<CheckReport> {
  const { assertions, baseline } = await readExpectations(flags, await loadStageTable(flags.codes));
  const report = await bootsReport('report', logs, flags);
  return checkReport({ report, assertions, baseline: await compareWithBaseline(baseline, report, flags) });
}
