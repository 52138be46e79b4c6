/** Growing sets of boots that are looked at as `run --until-conclusive` looks: how often a look fails a build, and how many boots it takes. */
import { progressOf } from '../../src/checks/open-question.js';
import { diffReports } from '../../src/reports/comparison.js';
import { planLooks } from '../../src/session/repeats.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import { randomSource } from './random.js';
import { type Case, drawPair, type Rounds, reportOf } from './verdict-rounds.js';

/** Runs of a side at the first look, and at the last. */
export const FIRST = 10;
export const MOST = 40;

export interface LookTally {
  /** Sessions that ended with a regression, or with an improvement and no regression. */
  readonly regressions: number;
  readonly improvements: number;
  /** Sessions that ended before their last look, and those of them that gave up. */
  readonly early: number;
  readonly hopeless: number;
  /** Mean number of boots of a side. */
  readonly boots: number;
}

export function lookRounds(
  rules: Omit<Case, 'base' | 'head'>,
  { rounds, seed }: Pick<Rounds, 'rounds' | 'seed'>,
): LookTally {
  const random = randomSource(seed);
  const looks = planLooks(FIRST, MOST);
  const tally = { regressions: 0, improvements: 0, early: 0, hopeless: 0 };
  let boots = 0;
  for (let round = 0; round < rounds; round++) {
    const pair = drawPair(random, { ...rules, base: MOST, head: MOST });
    for (const look of looks) {
      const side = (of: 'base' | 'head') => reportOf(pair[of].slice(0, look), looks.length);
      const { rows, verdict } = diffReports(side('base'), side('head'), DEFAULT_COMPARE);
      const progress = progressOf(rows, { failOn: 'regression', most: MOST });
      if (progress === 'open' && look < MOST) continue;
      boots += look;
      if (look < MOST) tally.early++;
      if (progress === 'hopeless' && look < MOST) tally.hopeless++;
      if (verdict === 'regression') tally.regressions++;
      else if (rows.some((row) => row.verdict === 'improvement')) tally.improvements++;
      break;
    }
  }
  return { ...tally, boots: boots / rounds };
}
