/**
 * Is the first of repeated measurements slow beside the others, as where caches were cold? hyperfine's rule, ten deviations above the
 * median by the median absolute deviation, here of the others; and nothing else of the set may come near it, so that boots of which some
 * take a slow path are seldom taken for it.
 */
import { type Floors, floorOf } from './floor.js';
import { median } from './order.js';
import { smallestStep } from './resolution.js';

export interface SlowFirst {
  readonly first: number;
  /** Median of the others. */
  readonly others: number;
}

/** With fewer the deviation itself is a guess. */
const LEAST_VALUES = 8;
const DEVIATIONS = 10;
/** Of a normal distribution: from its median absolute deviation to its standard deviation. */
const MAD_TO_DEVIATION = 1.4826;
/** The next slowest value lies in this part of the way to the first, at most. */
const NEXT_SLOWEST = 0.5;

/** Null where the first is one of them. */
export function slowFirst(values: readonly number[], floors: Floors): SlowFirst | null {
  const [first, ...rest] = values;
  if (first === undefined || values.length < LEAST_VALUES) return null;
  const others = median(rest);
  const excess = first - others;
  const deviation = MAD_TO_DEVIATION * median(rest.map((value) => Math.abs(value - others)));
  // A clock ticks: no value says more than to a tick.
  const least = Math.max(DEVIATIONS * Math.max(deviation, smallestStep(values)), floorOf(others, floors));
  const next = rest.reduce((most, value) => Math.max(most, value), -Infinity) - others;
  return excess > least && next <= excess * NEXT_SLOWEST ? { first, others } : null;
}
