/**
 * Does a sample have two humps, as boots have that take one of two paths? Hartigan's dip test at 1 %, which claims two
 * only against every shape with one; then the split into two groups that explains most. How seldom it errs is in docs/comparing.md.
 */
import { dip } from './dip.js';
import { median, quantile, sorted } from './order.js';
import { smallestStep, spreadTies } from './resolution.js';

export interface ValueGroup {
  readonly n: number;
  readonly median: number;
}

/** The smaller values' group, then the larger values'. */
export type TwoHumps = readonly [ValueGroup, ValueGroup];

export interface HumpOptions {
  /** Groups whose medians are nearer than this, as a share of the smaller or absolutely, do not matter. */
  readonly relativeFloor: number;
  readonly absoluteFloor: number;
}

/** Below this the test finds next to nothing. */
const MIN_VALUES = 8;

/** More values are thinned to evenly spaced order statistics: the test's time grows with the square at worst. */
const MAX_VALUES = 500;

/**
 * The square root of n times the dip that 1 % of uniform samples of n exceed: uniform is the shape with one hump that
 * looks most like two. From 2e4 samples (n of 200) to 4e5 (n of 8); between, linear.
 */
const CRITICAL: readonly (readonly [n: number, dip: number])[] = [
  [8, 0.49],
  [9, 0.493],
  [10, 0.506],
  [12, 0.514],
  [15, 0.526],
  [20, 0.541],
  [30, 0.556],
  [50, 0.575],
  [100, 0.594],
  [200, 0.606],
  [500, 0.616],
];

/** The two groups of a sample with two humps; null for one hump, and for fewer than 8 values, which cannot tell. */
export function findHumps(values: readonly number[], options: HumpOptions): TwoHumps | null {
  if (values.length < MIN_VALUES) return null;
  const ordered = sorted(values);
  const tested = thin(spreadPiles(ordered));
  if (dip(tested) * Math.sqrt(tested.length) <= criticalDip(tested.length)) return null;
  const border = splitValue(ordered);
  const low = values.filter((value) => value < border);
  const high = values.filter((value) => value >= border);
  const humps = [groupOf(low), groupOf(high)] as const;
  const apart = humps[1].median - humps[0].median;
  const floor = Math.max(options.relativeFloor * Math.abs(humps[0].median), options.absoluteFloor);
  return apart >= floor ? humps : null;
}

/**
 * Ties drawn apart evenly over the resolution of the values, which is the smallest step between two: a coarse clock makes
 * a pile at each of its ticks, and every pile would be a hump.
 */
function spreadPiles(ordered: readonly number[]): readonly number[] {
  return spreadTies(ordered, smallestStep(ordered));
}

function thin(ordered: readonly number[]): readonly number[] {
  if (ordered.length <= MAX_VALUES) return ordered;
  return Array.from({ length: MAX_VALUES }, (_, at) => quantile(ordered, (at + 0.5) / MAX_VALUES));
}

function criticalDip(n: number): number {
  const after = CRITICAL.findIndex(([size]) => size >= n);
  const [toSize, to] = CRITICAL[after]!;
  if (after === 0) return to;
  const [fromSize, from] = CRITICAL[after - 1]!;
  return from + ((n - fromSize) / (toSize - fromSize)) * (to - from);
}

/** The smallest value of the upper group, when the two groups are cut so that their means differ most for their sizes. */
function splitValue(ordered: readonly number[]): number {
  const total = ordered.reduce((sum, value) => sum + value, 0);
  let below = 0;
  let best = { border: ordered.at(-1)!, spread: -1 };
  for (let size = 1; size < ordered.length; size++) {
    below += ordered[size - 1]!;
    if (ordered[size] === ordered[size - 1]) continue;
    const apart = below / size - (total - below) / (ordered.length - size);
    const spread = size * (ordered.length - size) * apart ** 2;
    if (spread > best.spread) best = { border: ordered[size]!, spread };
  }
  return best.border;
}

function groupOf(values: readonly number[]): ValueGroup {
  return { n: values.length, median: median(values) };
}
