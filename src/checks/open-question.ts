/** Whether boots of two sides that are still being made have answered what was asked of them. */
import type { DiffRow, FailOn, Verdict } from '../trace/report/report.js';

/** Which verdicts each value of `--fail-on` makes fail. */
export const FAILING: Readonly<Record<FailOn, readonly Verdict[]>> = {
  regression: ['regression', 'gone'],
  inconclusive: ['regression', 'gone', 'inconclusive'],
  never: [],
};

export interface AskedFor {
  readonly failOn: FailOn;
  /** Maximum number of boots on each side. */
  readonly most: number;
}

/** `hopeless`: what is open would stay so. */
export type Progress = 'open' | 'settled' | 'hopeless';

/** An estimate of the boots that are needed is one: a row is given up when it is this many times more than there will be. */
const HOPELESS_TIMES = 2;

/** And not before this part of the boots is there: of few boots it says little. */
const HOPELESS_PART = 0.5;

/**
 * `settled` once nothing can change the exit code: a row that fails stays one. Else once no row is open. Where only `never` fails, all rows
 * are asked for.
 */
export function progressOf(rows: readonly DiffRow[], { failOn, most }: AskedFor): Progress {
  const fails = FAILING[failOn];
  if (rows.some(({ verdict }) => verdict !== 'inconclusive' && fails.includes(verdict))) return 'settled';
  const open = rows.filter(({ verdict }) => verdict === 'inconclusive');
  if (open.length === 0) return 'settled';
  const isHopeless = ({ kind, neededN, baseN, headN }: DiffRow) =>
    kind !== 'failed' &&
    Math.min(baseN, headN) >= HOPELESS_PART * most &&
    (neededN === null || neededN > HOPELESS_TIMES * most);
  return open.every(isHopeless) ? 'hopeless' : 'open';
}
