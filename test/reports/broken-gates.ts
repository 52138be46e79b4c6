/** What every gate, and every reporter that people gate by, says of boots. */
import { parseAssertions } from '../../src/checks/assertion.js';
import { diffExitCode } from '../../src/cli/work/compare-logs.js';
import { findReporter, type ReporterId } from '../../src/reporters/index.js';
import { checkReport } from '../../src/reports/check.js';
import { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { BootsReport, CheckReport, DiffReport, Report } from '../../src/trace/report/report.js';
import { readGithub, readJunit, readTap } from '../reporters/consumers.js';
import { PLAIN } from '../reporters/sample-reports.js';

interface CheckOptions {
  readonly max?: readonly string[];
  readonly require?: readonly string[];
  readonly baseline?: BootsReport;
  readonly allowUnfinished?: boolean;
}

export function check(
  report: BootsReport,
  { baseline, allowUnfinished = false, ...texts }: CheckOptions,
): CheckReport {
  const assertions = parseAssertions(texts, { table: BUILT_IN_TABLE, statistic: 'each' });
  const compared =
    baseline === undefined
      ? null
      : { report: baseline, options: DEFAULT_COMPARE, failOn: 'regression' as const };
  return checkReport({ report, assertions, baseline: compared, allowUnfinished });
}

export function diff(base: BootsReport, head: BootsReport): DiffReport & { readonly exitCode: number } {
  const report = diffReports(base, head, DEFAULT_COMPARE);
  return { ...report, exitCode: diffExitCode(report.verdict, 'regression') };
}

async function write(id: ReporterId, report: Report): Promise<string> {
  const reporter = await findReporter(id);
  return [...reporter.render(report, PLAIN)].join('');
}

/** Words that say all is well. */
const PRAISE = /improvement|Faster|Passed|all hold|verdict: unchanged/;

/** What each reporter says that is wrong of a report that fails; nothing where all of them say that it failed. */
export async function praiseOf(report: CheckReport | DiffReport): Promise<readonly string[]> {
  const { command } = report;
  const texts = new Map<ReporterId, string>();
  for (const id of ['junit', 'tap', 'github', 'markdown', 'table'] as const)
    texts.set(id, await write(id, report));
  const failures: Readonly<Record<string, boolean>> = {
    junit: readJunit(texts.get('junit')!).some(({ outcome }) => outcome === 'failure'),
    tap: readTap(texts.get('tap')!).some(({ ok }) => !ok),
    github: readGithub(texts.get('github')!).some(({ command: level }) => level === 'error'),
    markdown: /FAIL|regression|gone/.test(texts.get('markdown')!),
    table: /FAIL|regression|gone/.test(texts.get('table')!),
  };
  const silent = Object.entries(failures).flatMap(([id, says]) =>
    says ? [] : [`${id} of ${command}: no failure`],
  );
  const praising = [...texts].flatMap(([id, text]) => {
    const [word] = PRAISE.exec(text) ?? [];
    return word === undefined ? [] : [`${id} of ${command}: "${word}"`];
  });
  return [...silent, ...praising];
}

/** What passes of a head that is broken, in the words of a failed test; nothing where every gate holds. */
export async function holesOf(base: BootsReport, head: BootsReport): Promise<readonly string[]> {
  const compared = diff(base, head);
  const judged = check(head, { baseline: base });
  return [
    ...(compared.exitCode === 1 ? [] : [`diff: ${compared.verdict}`]),
    ...compared.rows
      .filter(({ verdict }) => verdict === 'improvement')
      .map(({ name }) => `improvement: ${name}`),
    ...(judged.passed ? ['check --baseline'] : []),
    ...(await praiseOf(compared)),
    ...(await praiseOf(judged)),
  ];
}
