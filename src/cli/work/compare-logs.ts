/** `boottrace diff`: two sets of logs to a comparison, and the comparison to an exit code. */
import { compareConditions } from '../../checks/comparable.js';
import { FAILING } from '../../checks/open-question.js';
import { acceptProfiled } from '../../checks/profiled-boots.js';
import { describeSameSides } from '../../checks/same-sides.js';
import { diffReports, type JudgeOptions } from '../../reports/comparison.js';
import type { Boot } from '../../trace/boot.js';
import { InputError } from '../../trace/errors.js';
import type { BootsReport, DiffReport, FailOn, Verdict } from '../../trace/report/report.js';
import type { SideNames } from '../../trace/report/side-names.js';
import { parseCompareOptions, parseRows } from '../flags/compare-options.js';
import { parseSideNames, type SideLogs } from '../flags/side-names.js';
import { judgedReport, type LogFlags, requireUse, setReport } from './read-boots.js';

export interface CompareFlags extends LogFlags {
  readonly alpha?: string | undefined;
  readonly floor?: readonly string[] | undefined;
  readonly rows?: readonly string[] | undefined;
  readonly name?: readonly string[] | undefined;
  readonly 'allow-mismatch': boolean;
  readonly 'allow-profiled': boolean;
}

/** The logs of each side; `head` is null when those of `base` hold both. */
export interface Sides {
  readonly base: readonly string[];
  readonly head: readonly string[] | null;
}

/** The two arguments and the two flags that stand for them, as typed. */
export interface SideWords {
  readonly args: { readonly base?: string | undefined; readonly head?: string | undefined };
  readonly flags: {
    readonly base?: readonly string[] | undefined;
    readonly head?: readonly string[] | undefined;
  };
}

/** 1 when the verdict is one that `failOn` makes fail, else 0. */
export function diffExitCode(verdict: Verdict, failOn: FailOn): 0 | 1 {
  return FAILING[failOn].includes(verdict) ? 1 : 0;
}

/** Both sides, of BASE and HEAD or of --base and --head; or one file that holds both. Throws InputError for anything else. */
export function chooseSides({ args, flags }: SideWords): Sides {
  const words = [args.base, args.head].filter((word) => word !== undefined);
  const isGiven = flags.base !== undefined && flags.head !== undefined;
  if (isGiven && words.length === 0) return { base: flags.base, head: flags.head };
  const [base, head] = words;
  if (base !== undefined && flags.base === undefined && flags.head === undefined)
    return { base: [base], head: head === undefined ? null : [head] };
  throw notTwoSides('a comparison has two sides: BASE and HEAD, or --base and --head');
}

function notTwoSides(message: string): InputError {
  return new InputError('two-sides', message, [
    'boottrace diff base.ndjson head.ndjson',
    'boottrace diff --base base-*.log --head head-*.log',
    'boottrace diff ab.ndjson, with a file from run --vs --save',
  ]);
}

/**
 * Reads both sides and compares them.
 * @throws InputError for a side that cannot be read, for profiled boots, for sides with different conditions, and,
 * before reading, for invalid options.
 */
export async function compareLogs({ base, head }: Sides, flags: CompareFlags): Promise<DiffReport> {
  if (base.includes('-') && head?.includes('-')) {
    throw new InputError('one-standard-input', 'standard input cannot be both sides', [
      'boottrace diff base.log -',
    ]);
  }
  const options = judgeOptions(flags, head === null ? null : { base, head });
  if (head === null) return compareWithin(base, flags, options);
  const before = await setReport(base, flags);
  const after = await setReport(head, flags);
  requireUse({ ...after, timelines: [...before.timelines, ...after.timelines] }, flags);
  const sides = { base: bootsOf(before), head: bootsOf(after) };
  const profiled = acceptProfiled([...sides.base, ...sides.head], { allowProfiled: flags['allow-profiled'] });
  const conditions = compareConditions(sides, { allowMismatch: flags['allow-mismatch'], ...named(options) });
  const diff = diffReports(before, after, options);
  const same = describeSameSides(sides, options.names);
  return { ...diff, diagnostics: [...profiled, ...same, ...conditions, ...diff.diagnostics] };
}

/** What flags that judge say: none of them reads anything. */
interface JudgingFlags {
  readonly alpha?: string | undefined;
  readonly floor?: readonly string[] | undefined;
  readonly rows?: readonly string[] | undefined;
  readonly name?: readonly string[] | undefined;
}

/** The options of the comparison and the names of the sides. Throws InputError for invalid options. */
export function judgeOptions(flags: JudgingFlags, logs: SideLogs | null): JudgeOptions {
  const rows = parseRows(flags.rows);
  const names = parseSideNames(flags.name, logs);
  return {
    ...parseCompareOptions(flags.alpha, flags.floor),
    ...(rows === undefined ? {} : { rows }),
    ...named({ names }),
  };
}

function named({ names }: { readonly names?: SideNames | undefined }): { readonly names?: SideNames } {
  return names === undefined ? {} : { names };
}

/** Compares the sides that the boots themselves belong to: taken in turns on one host, and meant to differ. */
async function compareWithin(
  logs: readonly string[],
  flags: CompareFlags,
  options: JudgeOptions,
): Promise<DiffReport> {
  const report = await judgedReport(logs, flags, options);
  const { comparison, diagnostics } = report;
  const profiled = acceptProfiled(bootsOf(report), { allowProfiled: flags['allow-profiled'] });
  if (comparison !== undefined) return { ...comparison, diagnostics: [...profiled, ...diagnostics] };
  throw notTwoSides(`a comparison has two sides, but ${logs.join(', ')} does not contain both`);
}

/** The boots of a report, with what is known about how they were taken. */
export function bootsOf({ timelines }: BootsReport): readonly Boot[] {
  return timelines.map(({ boot }) => boot);
}
