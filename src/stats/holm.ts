/** Holm's correction: p-values of several tests at once, raised so that a chance hit in any of them stays rare. */

/** Adjusted p-values in the order given, each at most 1. */
export function holm(ps: readonly number[]): readonly number[] {
  const order = ps.map((_, at) => at).sort((a, b) => ps[a]! - ps[b]!);
  const adjusted = new Array<number>(ps.length);
  let largest = 0;
  for (const [place, at] of order.entries()) {
    largest = Math.max(largest, Math.min(1, ps[at]! * (ps.length - place)));
    adjusted[at] = largest;
  }
  return adjusted;
}
