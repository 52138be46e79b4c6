/** How often `run` boots its guest: `--runs`, `--warmup`, `--until-conclusive` and `--max-runs` as numbers. */
import { InputError } from '../../trace/errors.js';

/** The flags of `run` that repeat it, as parsed. */
export interface RepeatFlags {
  readonly runs?: number | undefined;
  readonly warmup?: number | undefined;
  readonly vs?: string | undefined;
  readonly 'until-conclusive': boolean;
  readonly 'max-runs'?: number | undefined;
}

export interface Repeats {
  readonly warmups: number;
  /** Ascending numbers of runs (of each side) after which it is decided whether to go on; the last is the end. */
  readonly looks: readonly number[];
  readonly hasSides: boolean;
}

/** Enough for a verdict on any row, and for an interval of each median; one boot of its own needs neither. */
const DEFAULT_RUNS = { alone: 1, compared: 10 } as const;
/** The first boot of a process finds cold caches, and a comparison has no use for that. */
const DEFAULT_WARMUPS = { alone: 0, compared: 1 } as const;
/** Without --max-runs: so many times --runs. */
const MOST_TIMES = 4;

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

/** Below this growth another look costs more than the runs since the last one tell. */
const LEAST_GROWTH = 1.5;

/** Looks at `first` runs, twice as many, and so on up to `most`: fixed before anything is measured. */
export function planLooks(first: number, most: number): readonly number[] {
  const looks: number[] = [];
  for (let runs = first; runs * LEAST_GROWTH <= most; runs *= 2) looks.push(runs);
  return [...looks, most];
}
