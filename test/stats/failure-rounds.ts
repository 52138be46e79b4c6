/** Comparisons of sets of boots of which some fail, drawn from a seed: how often the whole verdict fails a build. */
import { diffReports } from '../../src/reports/comparison.js';
import { buildTimeline } from '../../src/stages/build-timeline.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { BootsReport } from '../../src/trace/report/report.js';
import type { Timeline } from '../../src/trace/report/timeline.js';
import { bootOf, type Written } from '../stages/build-boot.js';
import { bootTime, type RandomSource, randomSource } from './random.js';

/** How a boot fails: it runs into its timeout, or it resets between two stages, which looks like an end. */
export type Failing = 'hang' | 'early reset';

export interface Rounds {
  readonly rounds: number;
  readonly seed: number;
  /** Boots of each side. */
  readonly n: number;
  readonly failing: Failing;
  /** Share of the boots that fail. */
  readonly base: number;
  readonly head: number;
}

export interface Shares {
  /** Comparisons whose verdict is `regression` or `gone`. */
  readonly failed: number;
  /** Comparisons in which the whole or any row is `improvement`. */
  readonly improved: number;
  readonly rounds: number;
}

const CODES = [0x00, 0x01, 0x40, 0x41, 0x60, 0x61];
/** Median and deviation of the time before each code, in milliseconds. */
const STEPS = [
  [9, 0.02],
  [11, 0.05],
  [5, 0.05],
  [80, 0.02],
  [4, 0.05],
  [30, 0.03],
] as const;

function boot(random: RandomSource, failing: Failing | null, index: number): Timeline {
  let us = 0;
  const codes = CODES.map((code, at): Written => {
    const [median, deviation] = STEPS[at]!;
    us += Math.round(bootTime(random, median, deviation) / 1000);
    return [code, us];
  });
  // In a stage for a hang, behind its end for a reset: after firmware or the kernel.
  const last = random.uniform() < 0.5 ? 2 : 4;
  const kept = failing === null ? codes : codes.slice(0, failing === 'hang' ? last - 1 : last);
  const reason = failing === 'hang' ? 'timeout' : 'reset';
  const made = bootOf(kept, { stop: { reason, detail: null } });
  return buildTimeline(made, { table: BUILT_IN_TABLE, keepNoise: false, index });
}

function reportOf(timelines: readonly Timeline[]): BootsReport {
  return { command: 'report', timelines, diagnostics: [], summary: null, table: BUILT_IN_TABLE };
}

/** Each boot fails by itself with the chance of its side. */
export function failureRounds({ rounds, seed, n, failing, base, head }: Rounds): Shares {
  const random = randomSource(seed);
  const side = (share: number) =>
    reportOf(
      Array.from({ length: n }, (_, at) => boot(random, random.uniform() < share ? failing : null, at)),
    );
  const counts = { failed: 0, improved: 0 };
  for (let round = 0; round < rounds; round++) {
    const { verdict, rows } = diffReports(side(base), side(head), DEFAULT_COMPARE);
    if (verdict === 'regression' || verdict === 'gone') counts.failed++;
    if (rows.some((row) => row.verdict === 'improvement')) counts.improved++;
  }
  return { ...counts, rounds };
}

/** The 95 % interval of a share after Wilson. */
export function wilson(hits: number, of: number): readonly [number, number] {
  const z = 1.959964;
  const p = hits / of;
  const middle = p + z ** 2 / (2 * of);
  const reach = z * Math.sqrt((p * (1 - p)) / of + z ** 2 / (4 * of ** 2));
  const whole = 1 + z ** 2 / of;
  return [Math.max(0, (middle - reach) / whole), Math.min(1, (middle + reach) / whole)];
}
