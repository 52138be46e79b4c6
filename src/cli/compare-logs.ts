/** `boottrace diff`: two logs or folders to a comparison, and the comparison to an exit code. */
import { diffReports } from '../pipeline.js';
import { InputError } from '../trace/errors.js';
import type { DiffReport, Verdict } from '../trace/report.js';
import { bootsReport, type LogFlags } from './boots-report.js';
import { parseCompareOptions } from './compare-options.js';

export interface CompareFlags extends LogFlags {
  readonly alpha: string;
  readonly floor?: readonly string[] | undefined;
}

export interface Sides {
  readonly base: string;
  readonly head: string;
}

/** What `--fail-on` takes and which verdicts each makes fail. */
const FAILING = {
  regression: ['regression'],
  inconclusive: ['regression', 'inconclusive'],
  never: [],
} as const satisfies Record<string, readonly Verdict[]>;

export type FailOn = keyof typeof FAILING;

/** 1 when the verdict is one that `failOn` makes fail, else 0. */
export function diffExitCode(verdict: Verdict, failOn: FailOn): 0 | 1 {
  const failing: readonly Verdict[] = FAILING[failOn];
  return failing.includes(verdict) ? 1 : 0;
}

/**
 * Reads both sides and compares them.
 * @throws InputError for a side that cannot be read, and for options that make no sense, before anything is read.
 */
export async function compareLogs({ base, head }: Sides, flags: CompareFlags): Promise<DiffReport> {
  if (base === '-' && head === '-') {
    throw new InputError('one-standard-input', 'standard input cannot be both sides', [
      'boottrace diff base.log -',
    ]);
  }
  const options = parseCompareOptions(flags.alpha, flags.floor);
  const before = await bootsReport('report', [base], flags);
  const after = await bootsReport('report', [head], flags);
  return diffReports(before, after, options);
}
