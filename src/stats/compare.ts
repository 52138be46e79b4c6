/**
 * Verdicts on pairs of samples. Two questions are asked of each: did the values shift (an exact rank test), and does one side take a
 * slow path more often (Fisher's test on a blind cut)? Their p-values are corrected over all pairs. The rule and its worked example are in
 * docs/comparing.md.
 */
import { VERDICTS, type Verdict } from '../trace/report/report.js';
import { holm, shareLevel } from './correction.js';
import { type EstimatedShift, estimateShift } from './estimate-shift.js';
import { type Floors, floorOf } from './floor.js';
import { mannWhitney, smallestP } from './mann-whitney.js';
import { median } from './order.js';
import { resolutionOf } from './resolution.js';
import { estimateNeeded, estimateNeededForShare, MAX_NEEDED } from './run-estimate.js';
import { findSlowPath, type SlowPath } from './slow-path.js';
import { meanOf, standardError } from './summary.js';

export interface CompareOptions {
  /** Chance of a false alarm over all pairs together. */
  readonly alpha: number;
  /** Smaller shifts do not matter: as a share of the median of base, and absolutely (same unit as the values). */
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
  /** What the clock cannot tell apart; read off the values when absent. */
  readonly resolution?: number;
}

export interface Comparison {
  /** Medians; null on a side without values. */
  readonly base: number | null;
  readonly head: number | null;
  /** The Hodges-Lehmann shift from base to head, never outside `ci`; null unless both sides have values. */
  readonly delta: number | null;
  /** Of the rank test. */
  readonly p: number | null;
  /** Of the question that decided, the rank test where none did, corrected for all that was asked. */
  readonly pAdjusted: number | null;
  /** 95 % interval of the shift, over all looks together. */
  readonly ci: readonly [number, number] | null;
  readonly verdict: Verdict;
  /**
   * About how many values each side needs before an inconclusive pair is settled, 1000 at most; null for other verdicts, and where
   * the clock is too coarse for any number of them.
   */
  readonly needed: number | null;
  /** Null where the values fall into no two groups that are far enough apart. */
  readonly slowPath: SlowPath | null;
}

/** True when there is enough on both sides to ask whether they differ. One value against one is not. */
function isTestable({ base, head }: SamplePair): boolean {
  return base.length > 0 && head.length > 0 && base.length + head.length > 2;
}

/**
 * True when a difference that matters can be in the values at all: they reach further than the least floor that base could have. Both
 * sides are looked at as one, so that leaving a pair out tells nothing of their difference.
 */
function canMatter(pair: SamplePair, options: CompareOptions): boolean {
  const values = valuesOf(pair);
  const least = smallest(values);
  const range = -smallest(values.map((value) => -value)) - least;
  const floor = Math.max(options.relativeFloor * Math.max(0, least), options.absoluteFloor);
  return range > 0 && range + stepOf(pair) >= floor;
}

/** Both sides as one. */
function valuesOf({ base, head }: SamplePair): readonly number[] {
  return [...base, ...head];
}

/** What the clock of a pair cannot tell apart. */
function stepOf(pair: SamplePair): number {
  return pair.resolution ?? resolutionOf(valuesOf(pair));
}

/** What all pairs of one comparison share. */
interface Family extends CompareOptions {
  readonly looks: number;
}

/** What the two tests of a pair say by themselves. */
interface Evidence {
  readonly rank: number;
  readonly slowPath: SlowPath | null;
  /** Of the pair: that neither of the two is there. */
  readonly p: number;
}

/** Compares all pairs of one diff; p-values are corrected over those in which a difference that matters can be. */
export function compareSamples(pairs: readonly SamplePair[], options: CompareOptions): readonly Comparison[] {
  const family = { ...options, looks: options.looks ?? 1 };
  const tested = pairs.filter((pair) => isTestable(pair) && canMatter(pair, options));
  const evidence = tested.map((pair) => testPair(pair, options));
  const shares = shareLevel(tested.map(sizeOf), {
    alpha: options.alpha / family.looks,
    smallestP: tested.map(({ base, head }) => smallestP(base.length, head.length)),
  });
  const adjusted = holm(
    evidence.map(({ p }) => p),
    shares,
  );
  return pairs.map((pair): Comparison => {
    if (!isTestable(pair)) return { ...untested(pair), ...mediansOf(pair) };
    const place = tested.indexOf(pair);
    const found = evidence[place] ?? { rank: rankP(pair), slowPath: null, p: 1 };
    const pAdjusted = place < 0 ? 1 : Math.min(1, adjusted[place]! * family.looks);
    // A pair without a share waits for all others.
    const tests = place < 0 ? 1 : 1 / (shares[place]! || 1 / tested.length);
    return { ...mediansOf(pair), ...settle(pair, { ...found, pAdjusted, tests }, family) };
  });
}

/**
 * The share of the level that a pair asks for grows with its time, the median of both sides together. A time of few ticks of its clock
 * says less: a time of one tick has a quarter of the share.
 */
function sizeOf(pair: SamplePair): number {
  const size = Math.abs(median(valuesOf(pair)));
  if (size === 0) return 0;
  // shareLevel takes the square root.
  return size * (size / (size + stepOf(pair))) ** 4;
}

function untested({ base, head }: SamplePair): Omit<Comparison, 'base' | 'head'> {
  const delta = base.length > 0 && head.length > 0 ? head[0]! - base[0]! : null;
  return { delta, p: null, pAdjusted: null, ci: null, verdict: 'not-tested', needed: null, slowPath: null };
}

function rankP({ base, head }: SamplePair): number {
  return mannWhitney(base, head).p;
}

function testPair(pair: SamplePair, options: CompareOptions): Evidence {
  const rank = rankP(pair);
  // A gap of one tick is every gap that a coarse clock leaves.
  const slowPath = findSlowPath(pair.base, pair.head, { floor: floorOfPair(pair, options) + stepOf(pair) });
  return { rank, slowPath, p: slowPath === null ? rank : Math.min(1, 2 * Math.min(rank, slowPath.p)) };
}

/** The least shift of a pair that matters. */
function floorOfPair({ base }: SamplePair, floors: Floors): number {
  return floorOf(median(base), floors);
}

function mediansOf({ base, head }: SamplePair): Pick<Comparison, 'base' | 'head'> {
  return {
    base: base.length > 0 ? median(base) : null,
    head: head.length > 0 ? median(head) : null,
  };
}

type Settled = Omit<Comparison, 'base' | 'head'>;

/** Shift, interval, verdict, and how many values an open verdict needs, of a pair that can be tested. */
function settle(
  pair: SamplePair,
  { rank, slowPath, p, pAdjusted, tests }: Evidence & { readonly pAdjusted: number; readonly tests: number },
  family: Family,
): Settled {
  const floor = floorOfPair(pair, family);
  const { shift, ci, step } = estimateShift(pair, { floor, p: rank, miss: 0.05 / family.looks });
  const of = (own: number) => (p === 0 ? 0 : Math.min(1, (pAdjusted * own) / p));
  const shifted = of(rank);
  const known = { delta: shift, p: rank, ci, slowPath };
  const needed = () => needs(pair, { shift, ci, step, floor, slowPath }, { ...family, tests });
  const isEnough = smallestP(pair.base.length, pair.head.length) * family.looks < family.alpha;
  if (ci === null || !isEnough)
    return { ...known, pAdjusted: shifted, verdict: 'inconclusive', needed: needed() };
  const slowed = slowPath === null ? null : of(slowPath.p);
  const judged = { shift, ci, step, floor, slowPath, shifted, slowed };
  const verdict = judge(pair, judged, family.alpha);
  const isChange = verdict === 'regression' || verdict === 'improvement';
  const isByPath = isChange && slowed !== null && !isShift(judged, family.alpha);
  return {
    ...known,
    pAdjusted: isByPath ? slowed : shifted,
    verdict,
    needed: verdict === 'inconclusive' ? needed() : null,
  };
}

interface Judged extends EstimatedShift {
  readonly ci: readonly [number, number];
  /** The least shift that matters. */
  readonly floor: number;
  readonly slowPath: SlowPath | null;
  /** Corrected p-values of the two questions. */
  readonly shifted: number;
  readonly slowed: number | null;
}

/** The verdict on a pair that has enough values. */
function judge(pair: SamplePair, judged: Judged, alpha: number): Verdict {
  const { shift, ci, floor, slowed, slowPath } = judged;
  const matters = isShift(judged, alpha);
  const more = slowPath === null ? 0 : moreOften(slowPath, pair);
  const isSlowPath = slowed !== null && slowed < alpha;
  if ((matters && shift > 0) || (isSlowPath && more > 0)) return 'regression';
  if ((matters && shift < 0) || (isSlowPath && more < 0))
    return isOpenPath(pair, judged) && more > 0 ? 'inconclusive' : 'improvement';
  const isWithin = ci[0] >= -floor && ci[1] <= floor;
  return isWithin && !isOpenPath(pair, judged) ? 'unchanged' : 'inconclusive';
}

/** True when the shift is certain and matters, with its whole interval on one side. */
function isShift({ shift, ci, floor, shifted }: Judged, alpha: number): boolean {
  return shifted < alpha && Math.abs(shift) >= floor && (shift > 0 ? ci[0] >= 0 : ci[1] <= 0);
}

/** By how much larger the share of slow values is in head. */
function moreOften({ baseSlow, headSlow }: SlowPath, { base, head }: SamplePair): number {
  return headSlow / head.length - baseSlow / base.length;
}

/** A pair of slow values on one side alone has a chance of one in four on each. */
const OPEN_PATH_P = 0.5;

/**
 * True when one side may well take a slow path more often: its share of slow values differs as two of them would; or, where the values
 * leave no gap, the means may differ by what matters, give or take their standard error, without the value that is furthest out.
 */
function isOpenPath(pair: SamplePair, { slowPath, floor }: Pick<Judged, 'slowPath' | 'floor'>): boolean {
  if (slowPath !== null) return slowPath.p <= OPEN_PATH_P;
  const { base, head } = withoutFurthest(pair);
  const shift = Math.abs(meanOf(head) - meanOf(base));
  return shift + Math.hypot(standardError(base), standardError(head)) >= floor;
}

function withoutFurthest({ base, head }: SamplePair): SamplePair {
  const middle = median([...base, ...head]);
  const distances = (values: readonly number[]) => values.map((value) => Math.abs(value - middle));
  const [fromBase, fromHead] = [distances(base), distances(head)];
  const far = -smallest([...fromBase, ...fromHead].map((distance) => -distance));
  const inHead = fromHead.indexOf(far);
  return inHead < 0
    ? { base: base.toSpliced(fromBase.indexOf(far), 1), head }
    : { base, head: head.toSpliced(inHead, 1) };
}

/** Of any number of values: Math.min takes no more arguments than the stack has room for. */
function smallest(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Infinity);
}

/** How many values each side of an open pair needs. */
function needs(
  { base, head }: SamplePair,
  { shift, ci, step, floor, slowPath }: EstimatedShift & Pick<Judged, 'floor' | 'slowPath'>,
  family: Family & { readonly tests: number },
): number | null {
  const sizes = [base.length, head.length] as const;
  const least = Math.max(neededRuns(family.looks, family.alpha), Math.min(...sizes) + 1);
  if (ci === null) return Math.min(MAX_NEEDED, least);
  // Where not even a whole tick of a coarse clock matters less than the floor, more values of it tell nothing more.
  if (step >= floor && step > 0 && Math.abs(shift) < floor) return null;
  const ofShift = estimateNeeded({ sizes, shift, ci, floor, ...family });
  const ofShare =
    slowPath === null ? 0 : estimateNeededForShare({ n: Math.min(...sizes), p: slowPath.p, ...family });
  return Math.min(MAX_NEEDED, Math.max(least, ofShift, ofShare));
}

/** How many values a side needs before the clearest difference can pass alpha in one of so many looks, at least one. */
export function neededRuns(looks: number, alpha: number): number {
  let n = 1;
  while (smallestP(n) * looks >= alpha && n < MAX_NEEDED) n++;
  return n;
}

/** The verdict on a whole diff: the first that a row has, of VERDICTS in their order. */
export function worstVerdict(verdicts: readonly Verdict[]): Verdict {
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? 'not-tested';
}
