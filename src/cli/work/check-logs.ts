/** `boottrace check`: assertions of the command line and of a file, evaluated over logs. */
import { type Assertion, parseAssertions, type Statistic } from '../../checks/assertion.js';
import { compareConditions } from '../../checks/comparable.js';
import type { Allowed, CheckConfig } from '../../checks/config.js';
import { acceptProfiled } from '../../checks/profiled-boots.js';
import { describeSameSides } from '../../checks/same-sides.js';
import { type Baseline, checkReport } from '../../reports/check.js';
import { InputError, UsageError } from '../../trace/errors.js';
import { type CheckFailOn, type CheckReport, DEFAULT_FAIL_ON } from '../../trace/report/report.js';
import type { StageTable } from '../../trace/stage-table.js';
import { loadStageTable } from '../flags/stage-table.js';
import { readText } from '../input/read-text.js';
import { bootsOf, judgeOptions } from './compare-logs.js';
import { headReport, type LogFlags, requireUse, setReport } from './read-boots.js';

export interface CheckFlags extends LogFlags {
  readonly max?: readonly string[] | undefined;
  readonly min?: readonly string[] | undefined;
  readonly require?: readonly string[] | undefined;
  readonly forbid?: readonly string[] | undefined;
  readonly order?: readonly string[] | undefined;
  readonly stat?: Statistic | undefined;
  readonly config?: string | undefined;
  readonly baseline?: readonly string[] | undefined;
  readonly alpha?: string | undefined;
  readonly floor?: readonly string[] | undefined;
  readonly rows?: readonly string[] | undefined;
  readonly 'fail-on'?: CheckFailOn | undefined;
  readonly 'allow-mismatch': boolean;
  readonly 'allow-profiled': boolean;
  readonly 'allow-unfinished'?: boolean | undefined;
}

const EMPTY_CONFIG: CheckConfig = { assertions: [] };

/** The assertions of the command line and of its configuration file. */
export interface Expectations {
  readonly assertions: readonly Assertion[];
  readonly baseline: BaselineRequest | null;
  readonly allowed: Allowed;
}

/** What the boots are compared with, and how. */
interface BaselineRequest extends Omit<Baseline, 'report'> {
  readonly logs: readonly string[];
}

async function readConfig({ config, stat }: CheckFlags, table: StageTable): Promise<CheckConfig> {
  if (config === undefined) return EMPTY_CONFIG;
  const text = await readText(config);
  const { parseCheckConfig } = await import('../../checks/config.js');
  return parseCheckConfig(text, config, { table, statistic: stat });
}

/** What only the file could have given a use: src/cli/program/flag-needs.ts has the rest. */
function refuseIdle(
  flags: CheckFlags,
  { assertions, hasBaseline }: { readonly assertions: readonly Assertion[]; readonly hasBaseline: boolean },
): void {
  if (flags.config === undefined) return;
  const idle = (flag: string, needs: string) =>
    new UsageError('flag-without', `--${flag} has no effect here: ${flags.config} has no ${needs}`);
  const judging = (['fail-on', 'alpha', 'floor', 'rows'] as const).find((name) => flags[name] !== undefined);
  const comparing = judging ?? (flags['allow-mismatch'] ? 'allow-mismatch' : undefined);
  if (!hasBaseline && comparing !== undefined) throw idle(comparing, 'baseline');
  const hasBounds = assertions.some(({ kind }) => kind === 'max' || kind === 'min');
  if (flags.stat !== undefined && !hasBounds) throw idle('stat', 'max or min');
}

/** Throws InputError for expectations that make no sense or are none. */
export async function readExpectations(flags: CheckFlags): Promise<Expectations> {
  const table = await loadStageTable(flags.codes);
  const given = parseAssertions(flags, { table, statistic: flags.stat ?? 'each' });
  const file = await readConfig(flags, table);
  const logs = flags.baseline ?? file.baseline;
  // Also without a baseline: a mistyped option must not wait until there is one.
  const { alpha = file.alpha, floor = file.floor, rows = file.rows } = flags;
  const options = judgeOptions({ alpha, floor, rows }, null);
  const failOn = flags['fail-on'] ?? file.failOn ?? DEFAULT_FAIL_ON;
  const assertions = [...given, ...file.assertions];
  refuseIdle(flags, { assertions, hasBaseline: logs !== undefined });
  const allowed = {
    mismatch: flags['allow-mismatch'] || (file.allowed?.mismatch ?? false),
    profiled: flags['allow-profiled'] || (file.allowed?.profiled ?? false),
    unfinished: flags['allow-unfinished'] || (file.allowed?.unfinished ?? false),
  };
  if (assertions.length > 0 || logs !== undefined)
    return { assertions, baseline: logs === undefined ? null : { logs, options, failOn }, allowed };
  throw new InputError('no-assertion', 'there is nothing to check', [
    'boottrace check LOG --max kernel=80ms',
    'boottrace check LOG --require 0x41',
    'boottrace check --help',
  ]);
}

/**
 * Reads the logs and evaluates.
 * @throws InputError for logs that cannot be read, for profiled boots, and for a baseline that was not taken alike.
 */
export async function checkLogs(
  logs: readonly string[],
  flags: CheckFlags,
  { assertions, baseline, allowed }: Expectations,
): Promise<CheckReport> {
  const report = await headReport(logs, flags);
  const before = baseline === null ? null : await setReport(baseline.logs, flags);
  requireUse({ ...report, timelines: [...(before?.timelines ?? []), ...report.timelines] }, flags);
  const sides = { base: before === null ? [] : bootsOf(before), head: bootsOf(report) };
  const profiled = acceptProfiled([...sides.base, ...sides.head], { allowProfiled: allowed.profiled });
  const allowUnfinished = allowed.unfinished;
  if (baseline === null || before === null) {
    const check = checkReport({ report, assertions, baseline: null, allowUnfinished });
    return { ...check, diagnostics: [...profiled, ...check.diagnostics] };
  }
  const conditions = compareConditions(sides, { allowMismatch: allowed.mismatch });
  const check = checkReport({
    report,
    assertions,
    baseline: { ...baseline, report: before },
    allowUnfinished,
  });
  const same = describeSameSides(sides);
  return { ...check, diagnostics: [...profiled, ...same, ...conditions, ...check.diagnostics] };
}
