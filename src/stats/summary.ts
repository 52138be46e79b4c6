/** What is said about repeated measurements of one thing: centre, spread, extremes, outliers, interval of the median. */
import { Z_975 } from './normal.js';
import { quantile, sorted } from './order.js';

export interface Summary {
  /** At least 1. */
  readonly n: number;
  readonly median: number;
  readonly mean: number;
  /** n-1 in the divisor; null when n is 1. */
  readonly stddev: number | null;
  readonly min: number;
  readonly max: number;
  readonly p95: number;
  /** At least 95 % interval of the median by order statistics; null below 6 values. */
  readonly ci: readonly [number, number] | null;
  /** Values outside Tukey's inner fences, smallest first. */
  readonly outliers: readonly number[];
}

/** Summary of at least one value; null without any. */
export function summarise(values: readonly number[]): Summary | null {
  const n = values.length;
  if (n === 0) return null;
  const ordered = sorted(values);
  const mean = meanOf(values);
  const ranks = medianInterval(n);
  return {
    n,
    median: quantile(ordered, 0.5),
    mean,
    stddev: n > 1 ? deviation(values) : null,
    min: ordered[0]!,
    max: ordered[n - 1]!,
    p95: quantile(ordered, 0.95),
    ci: ranks && [ordered[ranks[0] - 1]!, ordered[ranks[1] - 1]!],
    outliers: tukeyOutliers(ordered),
  };
}

/** NaN without values. */
export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Of at least two values, with n-1 in the divisor. */
function deviation(values: readonly number[]): number {
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

/** Of the mean; 0 of fewer than two values. */
export function standardError(values: readonly number[]): number {
  return values.length < 2 ? 0 : deviation(values) / Math.sqrt(values.length);
}

/** Sorted values more than 1.5 interquartile ranges outside the quartiles. */
export function tukeyOutliers(ordered: readonly number[]): readonly number[] {
  const low = quantile(ordered, 0.25);
  const high = quantile(ordered, 0.75);
  const fence = 1.5 * (high - low);
  return ordered.filter((value) => value < low - fence || value > high + fence);
}

/** Beyond this the binomial terms leave the range of doubles, and its normal shape is exact enough. */
const MAX_COUNTED = 1000;

/**
 * Ranks, from 1, of the two order statistics that hold the median with at least 95 %: the narrowest symmetric pair
 * by the binomial distribution. Null when n is too small for any.
 */
export function medianInterval(n: number): readonly [number, number] | null {
  const low = n > MAX_COUNTED ? Math.floor((n - Z_975 * Math.sqrt(n)) / 2) : countedRank(n);
  return low > 0 ? [low, n + 1 - low] : null;
}

/** The largest r with P(X < r) of at most 2.5 %, X binomial of n halves; 0 when there is none. */
function countedRank(n: number): number {
  let term = 0.5 ** n;
  let below = 0;
  for (let r = 0; r < n; r++) {
    below += term;
    if (below > 0.025) return r;
    term *= (n - r) / (r + 1);
  }
  return 0;
}
