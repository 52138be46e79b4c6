/** Random numbers that are the same in every run, and boot times drawn from them. */

export interface RandomSource {
  /** Above 0 and below 1. */
  uniform(): number;
  normal(): number;
}

/** Marsaglia's xorshift128; `seed` is any whole number. */
export function randomSource(seed: number): RandomSource {
  let [x, y, z, w] = [123456789 ^ seed, 362436069, 521288629, 88675123];
  const uniform = (): number => {
    const t = x ^ (x << 11);
    [x, y, z] = [y, z, w];
    w = (w ^ (w >>> 19) ^ t ^ (t >>> 8)) >>> 0;
    return (w + 0.5) / 2 ** 32;
  };
  for (let round = 0; round < 20; round++) uniform();
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return { uniform, normal };
}

export function draw<T>(n: number, one: () => T): T[] {
  return Array.from({ length: n }, one);
}

/** Log-normal boot times in nanoseconds around a median; `sigma` of the logarithm, about the relative deviation. */
export function bootTime({ normal }: RandomSource, medianMs: number, sigma: number): number {
  return Math.round(medianMs * 1e6 * Math.exp(sigma * normal()));
}
