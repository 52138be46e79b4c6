/** Boots and assertions to results: each assertion, then the comparison with a baseline. */
import type { Assertion } from '../checks/assertion.js';
import { evaluateBaseline } from '../checks/baseline.js';
import { evaluate } from '../checks/evaluate.js';
import { requireKnownWords } from '../checks/known-moments.js';
import { sortBoots } from '../stages/shortfall.js';
import type { BootsReport, CheckFailOn, CheckReport } from '../trace/report/report.js';
import { diffSorted, type JudgeOptions } from './comparison.js';

/** What boots are compared with, and what of it fails. */
export interface Baseline {
  readonly report: BootsReport;
  readonly options: JudgeOptions;
  readonly failOn: CheckFailOn;
}

export interface CheckInput {
  readonly report: BootsReport;
  readonly assertions: readonly Assertion[];
  readonly baseline: Baseline | null;
  /** Leaves out boots that did not finish, unless they failed. */
  readonly allowUnfinished?: boolean;
}

/**
 * Judges assertions over all boots but warm-ups and, if given, the comparison with a baseline: each of its rows must not be a
 * regression.
 * @throws InputError for a bare word that is the name of no moment, or of several
 */
export function checkReport({
  report,
  assertions,
  baseline,
  allowUnfinished = false,
}: CheckInput): CheckReport {
  const judged = report.timelines.filter(({ boot }) => !boot.warmup);
  requireKnownWords(assertions, judged, report.table);
  const compared = baseline && compareWith(baseline, report, allowUnfinished);
  const results = [
    ...evaluate(assertions, report.timelines, { allowUnfinished }),
    ...(compared?.results ?? []),
  ];
  const diagnostics = compared?.diagnostics ?? report.diagnostics;
  return { command: 'check', passed: results.every((result) => result.passed), results, diagnostics };
}

function compareWith(
  { report: before, options, failOn }: Baseline,
  report: BootsReport,
  allowUnfinished: boolean,
): Pick<CheckReport, 'results' | 'diagnostics'> {
  const boots = sortBoots(before.timelines, report.timelines, report.table);
  const { rows, diagnostics } = diffSorted(boots, { base: before, head: report, options });
  return { results: evaluateBaseline({ ...boots, rows, failOn, allowUnfinished }), diagnostics };
}
