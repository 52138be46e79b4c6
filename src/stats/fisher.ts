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
  const expected = (failed * head.of) / (base.of + head.of);
  // The smaller tail is summed, outwards: what is far out may be too small for a number.
  return head.failed > expected ? upperTail(base, head) : Math.min(1, 1 - lowerTail(base, head));
}

/** Of as many failures in head, or more. */
function upperTail(base: Failures, head: Failures): number {
  const failed = base.failed + head.failed;
  const most = Math.min(failed, head.of);
  let chance = chanceOf(base, head);
  let sum = chance;
  for (let k = head.failed; k < most && chance > 0; k++) {
    chance *= ((failed - k) * (head.of - k)) / ((k + 1) * (base.of - failed + k + 1));
    sum += chance;
  }
  return Math.min(1, sum);
}

/** Of fewer failures in head. */
function lowerTail(base: Failures, head: Failures): number {
  const failed = base.failed + head.failed;
  const least = Math.max(0, failed - base.of);
  let chance = chanceOf(base, head);
  let sum = 0;
  for (let k = head.failed; k > least && chance > 0; k--) {
    chance *= (k * (base.of - failed + k)) / ((failed - k + 1) * (head.of - k + 1));
    sum += chance;
  }
  return sum;
}

/** Probability that head would have exactly as many of all failures as it has. */
export function fisherAsOften(base: Failures, head: Failures): number {
  return Math.min(1, chanceOf(base, head));
}

function chanceOf(base: Failures, head: Failures): number {
  const ways = logChoose(head.of, head.failed) + logChoose(base.of, base.failed);
  return Math.exp(ways - logChoose(base.of + head.of, base.failed + head.failed));
}

/** Logarithm of the binomial coefficient. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= Math.min(k, n - k); i++) sum += Math.log((n - i + 1) / i);
  return sum;
}
