/** In which order the boots of a run come. Two sides take turns, and every round turns their order round, so that neither gains from a host that warms up or slows down. */
import { SIDES, type Side } from '../trace/boot.js';

export interface ScheduledBoot {
  readonly warmup: boolean;
  /** Null when there is one set of guest flags. */
  readonly side: Side | null;
}

export interface Rounds {
  /** Number of the first round, from 0. */
  readonly from: number;
  readonly count: number;
  readonly hasSides: boolean;
  readonly warmup: boolean;
}

/** The boots of some rounds, in order: one a round, or one of each side. */
export function scheduleRounds({ from, count, hasSides, warmup }: Rounds): readonly ScheduledBoot[] {
  return Array.from({ length: count }, (_, at) => sidesOfRound(from + at, hasSides)).flatMap((sides) =>
    sides.map((side) => ({ warmup, side })),
  );
}

function sidesOfRound(round: number, hasSides: boolean): readonly (Side | null)[] {
  if (!hasSides) return [null];
  return round % 2 === 0 ? SIDES : SIDES.toReversed();
}
