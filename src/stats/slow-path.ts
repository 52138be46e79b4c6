/**
 * Does one side take a slow path more often? A path that some boots take moves the typical time hardly at all, and rank tests
 * miss it. The values of both sides together are cut in two where they leave the widest gap, without a look at whose they are;
 * Fisher's exact test then counts, given the cut, the values of each side above it. So the test holds its level for any rule of cutting.
 */
import { fisherAsOften, fisherMoreOften } from './fisher.js';
import { mannWhitney } from './mann-whitney.js';
import { median, sorted } from './order.js';

export interface SlowPath {
  /** Boots above the cut. */
  readonly baseSlow: number;
  readonly headSlow: number;
  /** How far apart the medians of the two groups are. */
  readonly size: number;
  /** Two-sided: twice the smaller tail. */
  readonly p: number;
}

export interface SlowPathOptions {
  /** A narrower gap than this does not matter. */
  readonly floor: number;
}

/** Below this on a side the counts cannot tell. */
const MIN_VALUES = 8;

/** A gap that is narrower than this many standard deviations of a group can be one between two values of it. */
const LEAST_GAP_SIGMAS = 1;

/** Beyond this many standard deviations a gap is plain, and how evenly it parts the values decides between gaps. */
const PLAIN_GAP_SIGMAS = 3;

/** The shortest stretch that holds half of a normal sample is this many standard deviations long. */
const SHORTEST_HALF_SIGMAS = 1.349;

/** Null where the values leave no gap that matters, with at least two of them on either side of it. */
export function findSlowPath(
  base: readonly number[],
  head: readonly number[],
  { floor }: SlowPathOptions,
): SlowPath | null {
  if (Math.min(base.length, head.length) < MIN_VALUES) return null;
  const pooled = sorted([...base, ...head]);
  const cut = widestGap(pooled, floor);
  if (cut === null) return null;
  const baseSlow = countAbove(base, cut);
  const headSlow = countAbove(head, cut);
  const p = Math.min(1, 2 * Math.min(oftener(base, head, cut), oftener(head, base, cut)));
  const size = median(pooled.filter((value) => value > cut)) - median(pooled.filter((value) => value <= cut));
  return { baseSlow, headSlow, size, p };
}

/**
 * One-sided: that `to` takes the slow path oftener than `from`. Counts are whole and few; among equally many slow values the rank test of
 * the fast ones decides, which makes the test finer and leaves it exact.
 */
function oftener(from: readonly number[], to: readonly number[], cut: number): number {
  const [before, after] = [from, to].map((values) => ({
    failed: countAbove(values, cut),
    of: values.length,
  }));
  const [fastBefore, fastAfter] = [from, to].map((values) => values.filter((value) => value <= cut));
  const isEmpty = fastBefore!.length === 0 || fastAfter!.length === 0;
  const among = isEmpty ? 1 : mannWhitney(fastBefore!, fastAfter!).secondLarger;
  const asOften = fisherAsOften(before!, after!);
  return fisherMoreOften(before!, after!) - asOften * (1 - among);
}

function countAbove(values: readonly number[], cut: number): number {
  return values.filter((value) => value > cut).length;
}

/** The largest value below the gap that parts the values most plainly. */
function widestGap(ordered: readonly number[], floor: number): number | null {
  const sigma = shortestHalf(ordered) / SHORTEST_HALF_SIGMAS;
  const least = Math.max(floor, LEAST_GAP_SIGMAS * sigma);
  const plain = Math.max(floor, PLAIN_GAP_SIGMAS * sigma);
  let best = { cut: null as number | null, weight: 0 };
  for (let below = 2; below <= ordered.length - 2; below++) {
    const gap = ordered[below]! - ordered[below - 1]!;
    if (gap < least || gap === 0) continue;
    const weight = Math.min(gap, plain) ** 2 * below * (ordered.length - below);
    if (weight > best.weight) best = { cut: ordered[below - 1]!, weight };
  }
  return best.cut;
}

/** Length of the shortest stretch that holds half of the values: the spread of one group, also where there are two. */
function shortestHalf(ordered: readonly number[]): number {
  const half = Math.ceil(ordered.length / 2);
  let shortest = Infinity;
  for (let at = 0; at + half <= ordered.length; at++)
    shortest = Math.min(shortest, ordered[at + half - 1]! - ordered[at]!);
  return shortest;
}
