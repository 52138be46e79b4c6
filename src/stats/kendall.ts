/**
 * Kendall's rank correlation of values with their order (the Mann-Kendall test for a trend), two-sided. Exact, also with ties, up to 50
 * values: groups of equal values fall among those below them as in a rank test. Normal with tie and continuity corrections beyond.
 */
import { normalUpperTail } from './normal.js';
import { rank } from './order.js';
import { countRankSums } from './rank-sums.js';

export interface OrderTest {
  /** Pairs in which the later value is the larger, less those in which it is the smaller. */
  readonly s: number;
  readonly p: number;
}

const MAX_EXACT = 50;

/** Tests values in their order. */
export function kendall(values: readonly number[]): OrderTest {
  const { doubledRanks, tieSizes } = rank(values);
  const s = concordance(doubledRanks);
  if (tieSizes.length < 2) return { s: 0, p: 1 };
  const p = values.length <= MAX_EXACT ? exactP(s, tieSizes) : normalP(s, values.length, tieSizes);
  return { s, p: Math.min(1, p) };
}

/** In n log n: a tree of counts over the ranks seen so far. */
function concordance(doubledRanks: readonly number[]): number {
  const size = 2 * doubledRanks.length + 1;
  const tree = new Int32Array(size + 1);
  const upTo = (rank: number): number => {
    let sum = 0;
    for (let at = rank; at > 0; at -= at & -at) sum += tree[at]!;
    return sum;
  };
  let s = 0;
  for (const [seen, rank] of doubledRanks.entries()) {
    s += upTo(rank - 1) - (seen - upTo(rank));
    for (let at = rank; at <= size; at += at & -at) tree[at]! += 1;
  }
  return s;
}

/** Share of all orders of the values whose S is at least as far from 0. */
function exactP(s: number, tieSizes: readonly number[]): number {
  // Shares by the number of pairs in which a larger value comes first.
  let shares: Float64Array = Float64Array.of(1);
  let below = 0;
  for (const size of tieSizes) {
    shares = convolve(shares, crossings(size, below));
    below += size;
  }
  const pairs = shares.length - 1;
  let p = 0;
  for (const [larger, share] of shares.entries()) if (Math.abs(pairs - 2 * larger) >= Math.abs(s)) p += share;
  return p;
}

/** How many of `below` values come behind each of `size` equal ones, in shares: the distribution of U. */
function crossings(size: number, below: number): Float64Array {
  const all = size + below;
  if (size === 1) return new Float64Array(all).fill(1 / all);
  const counts = countRankSums(
    Array.from({ length: all }, (_, at) => at + 1),
    size,
  );
  const least = (size * (size + 1)) / 2;
  const own = counts.slice(least, least + size * below + 1);
  const sum = own.reduce((total, count) => total + count, 0);
  return own.map((count) => count / sum);
}

function convolve(a: Float64Array, b: Float64Array): Float64Array {
  const product = new Float64Array(a.length + b.length - 1);
  for (const [i, x] of a.entries()) for (const [j, y] of b.entries()) product[i + j]! += x * y;
  return product;
}

function normalP(s: number, n: number, tieSizes: readonly number[]): number {
  const spread = (size: number) => size * (size - 1) * (2 * size + 5);
  const variance = (spread(n) - tieSizes.reduce((sum, size) => sum + spread(size), 0)) / 18;
  return 2 * normalUpperTail(Math.max(0, Math.abs(s) - 1) / Math.sqrt(variance));
}
