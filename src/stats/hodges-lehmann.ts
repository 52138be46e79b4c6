/**
 * The Hodges-Lehmann shift: by how much the values of one sample differ from another's, as the median of all pairwise
 * differences, with an interval from the distribution of Mann-Whitney's U. One outlier moves it hardly at all.
 */
import { MAX_EXACT } from './mann-whitney.js';
import { normalQuantile } from './normal.js';
import { quantile, sorted } from './order.js';
import { countRankSums } from './rank-sums.js';

export interface Shift {
  /** Head minus base. */
  readonly shift: number;
  /** Null when the samples are too small for the confidence wanted. */
  readonly ci: readonly [number, number] | null;
}

/** A larger sample is thinned to this many evenly spaced order statistics: pairs grow with the square. */
const MAX_VALUES = 1000;

/** Shift from `base` to `head`, at least one value each. The interval misses it with a chance of at most `miss`. */
export function hodgesLehmann(base: readonly number[], head: readonly number[], miss = 0.05): Shift {
  const from = thin(base);
  const to = thin(head);
  const differences = new Float64Array(from.length * to.length);
  let at = 0;
  for (const a of from) for (const b of to) differences[at++] = b - a;
  differences.sort();
  const middle = (differences.length - 1) / 2;
  const shift = (differences[Math.floor(middle)]! + differences[Math.ceil(middle)]!) / 2;
  const place = intervalRank(from.length, to.length, miss);
  return {
    shift,
    ci: place > 0 ? [differences[place - 1]!, differences[differences.length - place]!] : null,
  };
}

function thin(values: readonly number[]): readonly number[] {
  if (values.length <= MAX_VALUES) return values;
  const ordered = sorted(values);
  return Array.from({ length: MAX_VALUES }, (_, at) => quantile(ordered, (at + 0.5) / MAX_VALUES));
}

/**
 * C of the interval (D_C, D_(nm+1-C)) over the sorted differences: the largest rank with P(U < C) of at most half of
 * `miss` if nothing shifted. 0 when the samples are too small for any.
 */
export function intervalRank(n: number, m: number, miss = 0.05): number {
  if (n > MAX_EXACT || m > MAX_EXACT) {
    const z = normalQuantile(1 - miss / 2);
    return Math.max(0, Math.floor((n * m) / 2 - z * Math.sqrt((n * m * (n + m + 1)) / 12)));
  }
  const counts = countRankSums(
    Array.from({ length: n + m }, (_, at) => at + 1),
    n,
  );
  const all = counts.reduce((sum, count) => sum + count, 0);
  const smallestSum = (n * (n + 1)) / 2;
  let below = 0;
  for (let u = 0; u <= n * m; u++) {
    below += counts[smallestSum + u]!;
    if (below / all > miss / 2) return u;
  }
  return 0;
}
