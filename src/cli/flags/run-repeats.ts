/** How often `run` boots its guest: `--runs`, `--warmup`, `--until-conclusive` and `--max-runs` as numbers. */
import { planLooks, type Repeats } from '../../session/repeats.js';
import { InputError } from '../../trace/errors.js';

/** The flags of `run` that repeat it, as parsed. */
export interface RepeatFlags {
  readonly runs?: number | undefined;
  readonly warmup?: number | undefined;
  readonly vs?: string | undefined;
  readonly 'until-conclusive': boolean;
  readonly 'max-runs'?: number | undefined;
}

/** Enough for a verdict on any row, and for an interval of each median; one boot of its own needs neither. */
export const DEFAULT_RUNS = { alone: 1, compared: 10 } as const;
/** The first boot of a process finds cold caches, and a comparison has no use for that. */
export const DEFAULT_WARMUPS = { alone: 0, compared: 1 } as const;
/** Default of --max-runs, as a multiple of --runs. */
export const MOST_TIMES = 4;

/** Throws InputError for numbers that contradict each other. */
export function parseRepeats(flags: RepeatFlags): Repeats {
  const kind = flags.vs === undefined ? 'alone' : 'compared';
  const runs = flags.runs ?? Math.min(DEFAULT_RUNS[kind], flags['max-runs'] ?? Number.POSITIVE_INFINITY);
  const untilConclusive = flags['until-conclusive'];
  checkMaxRuns(flags, runs);
  return {
    warmups: flags.warmup ?? DEFAULT_WARMUPS[kind],
    looks: untilConclusive ? planLooks(runs, flags['max-runs'] ?? runs * MOST_TIMES) : [runs],
    hasSides: kind === 'compared',
  };
}

function checkMaxRuns({ 'max-runs': most }: RepeatFlags, runs: number) {
  if (most !== undefined && most < runs) {
    throw new InputError('max-runs-below-runs', `--max-runs ${most} is less than the ${runs} of --runs`, [
      `--runs ${Math.max(1, Math.floor(most / MOST_TIMES))} --max-runs ${most}`,
    ]);
  }
}
