/** Sorted samples, quantiles and mid-ranks: what the other statistics stand on. */

/** A sorted copy, smallest first. */
export function sorted(values: readonly number[]): readonly number[] {
  return [...values].sort((a, b) => a - b);
}

/** Quantile of type 7 (linear between order statistics) of sorted values; `p` from 0 to 1. NaN without values. */
export function quantile(ordered: readonly number[], p: number): number {
  const position = (ordered.length - 1) * p;
  const below = Math.floor(position);
  const low = ordered[below] ?? Number.NaN;
  const high = ordered[below + 1] ?? low;
  return low + (position - below) * (high - low);
}

/** Median of values in any order; NaN without values. */
export function median(values: readonly number[]): number {
  return quantile(sorted(values), 0.5);
}

export interface Ranking {
  /** Twice the mid-rank of each value, in the order given: a whole number also for ties. Ranks start at 1. */
  readonly doubledRanks: readonly number[];
  /** How many values share each distinct value. */
  readonly tieSizes: readonly number[];
}

/** Mid-ranks: equal values share the mean of the ranks they take up. */
export function rank(values: readonly number[]): Ranking {
  const order = values.map((_, at) => at).sort((a, b) => values[a]! - values[b]!);
  const doubledRanks = new Array<number>(values.length);
  const tieSizes: number[] = [];
  for (let start = 0; start < order.length; ) {
    let end = start + 1;
    while (end < order.length && values[order[end]!] === values[order[start]!]) end++;
    for (let at = start; at < end; at++) doubledRanks[order[at]!] = start + 1 + end;
    tieSizes.push(end - start);
    start = end;
  }
  return { doubledRanks, tieSizes };
}
