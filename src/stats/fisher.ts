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
  const failed = base.failed + head.failed;
  const boots = base.of + head.of;
  const most = Math.min(failed, head.of);
  const whole = logChoose(boots, failed);
  let p = 0;
  for (let k = head.failed; k <= most; k++) {
    if (failed - k > base.of) continue;
    p += Math.exp(logChoose(head.of, k) + logChoose(base.of, failed - k) - whole);
  }
  return Math.min(1, p);
}

/** Logarithm of the binomial coefficient. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}
