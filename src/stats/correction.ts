/**
 * Corrections for many tests at once: p-values are raised so that a chance hit in any of them stays rare, whatever depends on what.
 */

/**
 * Holm's adjusted p-values in the order given, each at most 1, of tests that have unequal shares of the level ("A simple sequentially
 * rejective multiple test procedure", Scandinavian Journal of Statistics 6, 1979). A test without a share gets its turn once all
 * others are through.
 */
export function holm(ps: readonly number[], shares: readonly number[] = ps.map(() => 1)): readonly number[] {
  const ratio = (at: number) => (shares[at]! > 0 ? ps[at]! / shares[at]! : Infinity);
  const order = ps.map((_, at) => at).sort((a, b) => ratio(a) - ratio(b) || ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length);
  let left = shares.reduce((sum, share) => sum + share, 0);
  let largest = 0;
  for (const [place, at] of order.entries()) {
    const share = shares[at]!;
    const raised = share > 0 ? (ps[at]! * left) / share : ps[at]! * (ps.length - place);
    largest = Math.max(largest, Math.min(1, raised));
    adjusted[at] = largest;
    left -= share;
  }
  return adjusted;
}

export interface Level {
  readonly alpha: number;
  /** The smallest p-value that each of the tests can give at all. */
  readonly smallestP: readonly number[];
}

/**
 * How tests share the level: after the square root of their sizes, since what takes longer matters more, but each at least so much
 * that it can be through at all. Where there is not enough for all, the smallest have none. The shares are at most 1 together. Sizes
 * must say nothing of which side a value came from.
 */
export function shareLevel(sizes: readonly number[], { alpha, smallestP }: Level): readonly number[] {
  // A hair more, since a p-value of exactly the level is not below it.
  const least = smallestP.map((p) => (p / alpha) * (1 + 1e-9));
  const served = new Set<number>();
  let needed = 0;
  for (const at of sizes.map((_, place) => place).sort((a, b) => sizes[b]! - sizes[a]!)) {
    if (needed + least[at]! > 1) continue;
    served.add(at);
    needed += least[at]!;
  }
  const roots = sizes.map((size, at) => (served.has(at) ? Math.sqrt(size) : 0));
  const all = roots.reduce((sum, root) => sum + root, 0);
  const spare = 1 - needed;
  return roots.map((root, at) => (served.has(at) ? least[at]! + (all > 0 ? (spare * root) / all : 0) : 0));
}
