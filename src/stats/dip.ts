/**
 * Hartigan's dip: how far a sample's distribution is from the nearest one with a single hump (Hartigan and Hartigan,
 * "The Dip Test of Unimodality", Annals of Statistics 13, 1985). 1/(2n) at least, 1/4 for two far points.
 */

/** A stretch of order statistics, both ends included. */
interface Stretch {
  readonly low: number;
  readonly high: number;
}

/** Largest vertical distance between the empirical distribution of sorted values and its nearest unimodal one, 0 to 0.25. */
export function dip(ordered: readonly number[]): number {
  // Distances are counted in steps of the empirical distribution, twice as large as the dip.
  let widest = 1;
  let modal: Stretch = { low: 0, high: ordered.length - 1 };
  while (modal.high > modal.low) {
    const below = hull(ordered, modal, { convex: true });
    const above = hull(ordered, modal, { convex: false });
    const { gap, inner } = widestGap(ordered, below, above);
    if (gap < widest) break;
    widest = Math.max(
      widest,
      deviation(ordered, below, { low: modal.low, high: inner.low }, { convex: true }),
      deviation(ordered, above, { low: inner.high, high: modal.high }, { convex: false }),
    );
    if (inner.low === modal.low && inner.high === modal.high) break;
    modal = inner;
  }
  return widest / (2 * ordered.length);
}

interface Bend {
  /** The greatest convex minorant of the points (value, place); else their least concave majorant. */
  readonly convex: boolean;
}

/** Places of the corners of a hull of the points (value, place). */
function hull(values: readonly number[], { low, high }: Stretch, { convex }: Bend): readonly number[] {
  const corners: number[] = [];
  for (let at = low; at <= high; at++) {
    while (corners.length > 1 && isIdle(values, corners.at(-2)!, corners.at(-1)!, at, { convex }))
      corners.pop();
    corners.push(at);
  }
  return corners;
}

/** True when the hull needs no corner at `b` between `a` and `c`. */
function isIdle(values: readonly number[], a: number, b: number, c: number, { convex }: Bend): boolean {
  const turn = (b - a) * (values[c]! - values[b]!) - (c - b) * (values[b]! - values[a]!);
  return convex ? turn >= 0 : turn <= 0;
}

/** Height, in places, of the line between the corners `from` and `to` at a value. */
function lineAt(values: readonly number[], from: number, to: number, value: number): number {
  const run = values[to]! - values[from]!;
  return run === 0 ? from : from + ((value - values[from]!) / run) * (to - from);
}

/** Where the two hulls are furthest apart, and the stretch between the corners around that. */
function widestGap(
  values: readonly number[],
  below: readonly number[],
  above: readonly number[],
): { readonly gap: number; readonly inner: Stretch } {
  let gap = 0;
  let inner: Stretch = { low: below[0]!, high: below.at(-1)! };
  let [b, a] = [1, 1];
  while (b < below.length && a < above.length) {
    const [left, right, start, end] = [below[b - 1]!, below[b]!, above[a - 1]!, above[a]!];
    const isAbove = right > end;
    const apart = isAbove
      ? end + 1 - lineAt(values, left, right, values[end]!)
      : lineAt(values, start, end, values[right]!) + 1 - right;
    const isLast = right === end && b === below.length - 1;
    if (!isLast && apart >= gap) {
      gap = apart;
      inner = isAbove ? { low: left, high: end } : { low: right, high: end };
    }
    if (isAbove) a++;
    else b++;
  }
  return { gap, inner };
}

/** Largest distance between the points of a stretch and the hull over it, at least one step. */
function deviation(
  values: readonly number[],
  corners: readonly number[],
  { low, high }: Stretch,
  { convex }: Bend,
): number {
  let largest = 1;
  for (let corner = 1; corner < corners.length; corner++) {
    const [from, to] = [corners[corner - 1]!, corners[corner]!];
    if (from < low || to > high || values[from] === values[to]) continue;
    for (let at = from; at <= to; at++) {
      const line = lineAt(values, from, to, values[at]!);
      largest = Math.max(largest, convex ? at + 1 - line : line + 1 - at);
    }
  }
  return largest;
}
