/** The normal distribution's upper tail, for samples too large to count exactly. */

/**
 * P(Z > z) of a standard normal Z, to about 1e-12 relative: the power series of the distribution below 3, the
 * continued fraction of the tail from there on (both are textbook expansions).
 */
export function normalUpperTail(z: number): number {
  if (z < 0) return 1 - normalUpperTail(-z);
  const density = Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);
  if (z < 3) {
    let term = z;
    let sum = z;
    for (let k = 3; Math.abs(term) > 1e-17; k += 2) {
      term *= (z * z) / k;
      sum += term;
    }
    return 0.5 - density * sum;
  }
  let fraction = z;
  for (let k = 160; k > 0; k--) fraction = z + k / fraction;
  return density / fraction;
}

/** The z that a standard normal exceeds with probability 0.025: half of what a 95 % interval leaves out. */
export const Z_975 = 1.959963984540054;

/** Quantile of a standard normal for `p` from 0.5 to 1, by halving: the tail falls steadily. */
export function normalQuantile(p: number): number {
  let low = 0;
  let high = 40;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (normalUpperTail(middle) > 1 - p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
