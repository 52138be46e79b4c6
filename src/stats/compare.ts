/**
 * Verdicts on pairs of samples: exact rank test, corrected over all pairs, and a shift that is large enough to matter
 * with its whole interval on one side of zero. The rule and its worked example are in docs/comparing.md.
 */
import { VERDICTS, type Verdict } from '../trace/report/report.js';
import { floorOf } from './floor.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { holm } from './holm.js';
import { mannWhitney, smallestP } from './mann-whitney.js';
import { median } from './order.js';
import { estimateNeeded, MAX_NEEDED } from './run-estimate.js';

export interface CompareOptions {
  /** Chance of a false alarm over all pairs together. */
  readonly alpha: number;
  /** Smaller changes of the median do not matter: as a share of base, and absolutely (same unit as the values). */
  readonly relativeFloor: number;
  readonly absoluteFloor: number;
  /**
   * How often growing samples are looked at with these options, the last time included; 1 when nothing is said. The
   * chance of a false alarm in any of the looks stays at alpha (Bonferroni), and intervals hold in all of them at once.
   */
  readonly looks?: number;
}

/** 5 %, and floors of 2 % and 0.5 ms in nanoseconds. */
export const DEFAULT_COMPARE: CompareOptions = { alpha: 0.05, relativeFloor: 0.02, absoluteFloor: 500_000 };

export interface SamplePair {
  readonly base: readonly number[];
  readonly head: readonly number[];
}

export interface Comparison {
  /** Medians; null on a side without values. */
  readonly base: number | null;
  readonly head: number | null;
  /** Head minus base; null unless both sides have values. */
  readonly delta: number | null;
  readonly p: number | null;
  readonly pAdjusted: number | null;
  /** 95 % interval of the shift, over all looks together. */
  readonly ci: readonly [number, number] | null;
  readonly verdict: Verdict;
  /** About how many values each side needs before an inconclusive pair is settled, 1000 at most; null for other verdicts. */
  readonly needed: number | null;
}

/** True when there is enough on both sides to ask whether they differ. One value against one is not. */
function isTestable({ base, head }: SamplePair): boolean {
  return base.length > 0 && head.length > 0 && base.length + head.length > 2;
}

/** True when all values of both sides are the same, as of a stage with one code: a test could find nothing. */
function isConstant({ base, head }: SamplePair): boolean {
  return [...base, ...head].every((value) => value === base[0]);
}

/** How many of the pairs are tested, and so how many p-values are corrected for. */
export function countTests(pairs: readonly SamplePair[]): number {
  return pairs.filter((pair) => isTestable(pair) && !isConstant(pair)).length;
}

/** What all pairs of one comparison share. */
interface Family extends CompareOptions {
  readonly looks: number;
  /** Tests that p-values are corrected for, at least 1. */
  readonly tests: number;
  /** Values that each side needs before the clearest difference can pass. */
  readonly needed: number;
}

/** Compares all pairs of one diff; p-values are corrected over those that can be tested and vary at all. */
export function compareSamples(pairs: readonly SamplePair[], options: CompareOptions): readonly Comparison[] {
  const varied = pairs.filter((pair) => isTestable(pair) && !isConstant(pair));
  const ps = varied.map(({ base, head }) => mannWhitney(base, head).p);
  const looks = options.looks ?? 1;
  const adjusted = holm(ps).map((p) => Math.min(1, p * looks));
  const needed = neededRuns(varied.length * looks, options.alpha);
  const family = { ...options, looks, tests: Math.max(varied.length, 1), needed };
  return pairs.map((pair): Comparison => {
    const medians = medianShift(pair);
    if (!isTestable(pair))
      return { ...medians, p: null, pAdjusted: null, ci: null, verdict: 'not-tested', needed: null };
    const place = varied.indexOf(pair);
    const [p, pAdjusted] = place < 0 ? [1, 1] : [ps[place]!, adjusted[place]!];
    return { ...medians, p, pAdjusted, ...settle(pair, pAdjusted, family) };
  });
}

/** Interval, verdict, and how many values an open verdict needs, of a pair that can be tested. */
function settle(
  pair: SamplePair,
  pAdjusted: number,
  family: Family,
): Pick<Comparison, 'ci' | 'verdict' | 'needed'> {
  const { ci, shift } = hodgesLehmann(pair.base, pair.head, 0.05 / family.looks);
  const { base, delta } = medianShift(pair);
  const sizes = [pair.base.length, pair.head.length] as const;
  const least = Math.min(MAX_NEEDED, Math.max(family.needed, Math.min(...sizes) + 1));
  if (ci === null) return { ci, verdict: 'inconclusive', needed: least };
  const floor = floorOf(base!, family);
  const isEnough = Math.min(...sizes) >= family.needed;
  const verdict = isEnough ? judge({ delta: delta!, pAdjusted, ci, floor }, family) : 'inconclusive';
  if (verdict !== 'inconclusive') return { ci, verdict, needed: null };
  const needed = Math.max(least, estimateNeeded({ sizes, shift, ci, delta: delta!, floor, ...family }));
  return { ci, verdict, needed };
}

function medianShift({ base, head }: SamplePair): Pick<Comparison, 'base' | 'head' | 'delta'> {
  const from = base.length > 0 ? median(base) : null;
  const to = head.length > 0 ? median(head) : null;
  return { base: from, head: to, delta: from === null || to === null ? null : to - from };
}

interface Evidence {
  readonly delta: number;
  readonly pAdjusted: number;
  readonly ci: readonly [number, number];
  /** The least difference that matters. */
  readonly floor: number;
}

/** The verdict on a pair that has enough values. */
function judge({ delta, pAdjusted, ci, floor }: Evidence, { alpha }: CompareOptions): Verdict {
  const matters = pAdjusted < alpha && Math.abs(delta) >= floor;
  if (matters && ci[0] > 0) return 'regression';
  if (matters && ci[1] < 0) return 'improvement';
  return ci[0] >= -floor && ci[1] <= floor ? 'unchanged' : 'inconclusive';
}

/** How many values a side needs before the clearest difference can pass alpha among `tests` corrected tests, at least one. */
export function neededRuns(tests: number, alpha: number): number {
  let n = 1;
  while (smallestP(n) * Math.max(tests, 1) >= alpha && n < MAX_NEEDED) n++;
  return n;
}

/** The verdict on a whole diff: the first that a row has, of VERDICTS in their order. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'not-tested';
}
