/** Fisher's exact test on two counts of failures, one-sided: does head fail more often than base? */

export interface Failures {
  /** How many of `of` failed. */
  readonly failed: number;
  readonly of: number;
}

/**
 * Probability that head would have at least so many of all failures if both sides failed alike (the hypergeometric tail). 1 when
 * nothing failed or a side is empty.
 */
export function fisherMoreOften(base: Failures, head: Failures): number {
  const most = Math.min(base.failed + head.failed, head.of);
  let p = 0;
  for (let k = head.failed; k <= most; k++) p += chanceOf(base, head, k);
  return Math.min(1, p);
}

/** Probability that head would have exactly as many of all failures as it has. */
export function fisherAsOften(base: Failures, head: Failures): number {
  return Math.min(1, chanceOf(base, head, head.failed));
}

/** Of `inHead` of all failures in head. */
function chanceOf(base: Failures, head: Failures, inHead: number): number {
  const failed = base.failed + head.failed;
  if (failed - inHead > base.of) return 0;
  const ways = logChoose(head.of, inHead) + logChoose(base.of, failed - inHead);
  return Math.exp(ways - logChoose(base.of + head.of, failed));
}

/** Logarithm of the binomial coefficient. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}
