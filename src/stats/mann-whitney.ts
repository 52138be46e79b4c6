/**
 * The two-sided Mann-Whitney U test: are values of one sample larger than those of another more often than chance
 * allows? Exact, also with ties, for the sizes that boots come in; normal with tie and continuity corrections beyond.
 */
import { normalUpperTail } from './normal.js';
import { rank } from './order.js';
import { countRankSums } from './rank-sums.js';

export interface RankTest {
  /** Of the first sample: pairs in which its value is the larger one; ties count half. */
  readonly u: number;
  readonly p: number;
  /** One-sided: that the second sample is larger, or the first, by so much or more. */
  readonly secondLarger: number;
  readonly firstLarger: number;
  readonly exact: boolean;
}

type PValues = Pick<RankTest, 'p' | 'secondLarger' | 'firstLarger'>;

/** Largest sample that is counted exactly: two of this size take some tens of milliseconds. */
export const MAX_EXACT = 50;

export interface RankTestOptions {
  /** Samples up to this size are counted exactly. */
  readonly maxExact: number;
}

/** Tests two samples of at least one value each. */
export function mannWhitney(
  first: readonly number[],
  second: readonly number[],
  { maxExact }: RankTestOptions = { maxExact: MAX_EXACT },
): RankTest {
  const { doubledRanks, tieSizes } = rank([...first, ...second]);
  const size = first.length;
  const doubledSum = doubledRanks.slice(0, size).reduce((sum, value) => sum + value, 0);
  const u = doubledSum / 2 - (size * (size + 1)) / 2;
  const exact = size <= maxExact && second.length <= maxExact;
  const { p, secondLarger, firstLarger } = exact
    ? exactP(doubledRanks, size, doubledSum)
    : normalP({ u, first: size, second: second.length, tieSizes });
  return { u, p: Math.min(1, p), secondLarger, firstLarger, exact };
}

/** Share of all ways to draw the group whose rank sum is at least as far from its mean as the one seen. */
function exactP(doubledRanks: readonly number[], size: number, seen: number): PValues {
  const tied = doubledRanks.some((value) => value % 2 === 1);
  const scale = tied ? 1 : 2;
  const counts = countRankSums(
    doubledRanks.map((value) => value / scale),
    size,
  );
  // Sums are compared as whole numbers: the mean of the doubled sum is size * (n + 1).
  const mean = size * (doubledRanks.length + 1);
  const distance = Math.abs(seen - mean);
  let all = 0;
  let extreme = 0;
  let below = 0;
  let above = 0;
  for (const [sum, count] of counts.entries()) {
    all += count;
    if (Math.abs(sum * scale - mean) >= distance) extreme += count;
    if (sum * scale <= seen) below += count;
    if (sum * scale >= seen) above += count;
  }
  return { p: extreme / all, secondLarger: below / all, firstLarger: above / all };
}

interface NormalCase {
  readonly u: number;
  readonly first: number;
  readonly second: number;
  readonly tieSizes: readonly number[];
}

function normalP({ u, first, second, tieSizes }: NormalCase): PValues {
  const n = first + second;
  const ties = tieSizes.reduce((sum, size) => sum + (size ** 3 - size), 0);
  const variance = ((first * second) / 12) * (n + 1 - ties / (n * (n - 1)));
  if (variance <= 0) return { p: 1, secondLarger: 1, firstLarger: 1 };
  const away = u - (first * second) / 2;
  const tail = (distance: number) => normalUpperTail((distance - 0.5) / Math.sqrt(variance));
  const p = 2 * normalUpperTail(Math.max(0, Math.abs(away) - 0.5) / Math.sqrt(variance));
  return { p, secondLarger: tail(-away), firstLarger: tail(away) };
}

/** The smallest p that samples of n and m values, as many when not said, can give: all of one above all of the other. */
export function smallestP(n: number, m = n): number {
  let ways = 1;
  for (let k = 1; k <= n; k++) ways *= (m + k) / k;
  return Math.min(1, 2 / ways);
}
