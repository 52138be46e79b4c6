/**
 * Where the level of a series changes: binary segmentation with the rank test of a comparison, corrected for every place
 * that is tried and every row, so that a series without a change is seldom given one. Assumes that groups differ by
 * nothing but their level.
 */
import type { LevelChange } from '../trace/report/report.js';
import type { CompareOptions } from './compare.js';
import { hodgesLehmann } from './hodges-lehmann.js';
import { mannWhitney } from './mann-whitney.js';
import { median } from './order.js';

export interface Change {
  /** The first group of the new level. */
  readonly at: number;
  readonly direction: LevelChange;
}

export interface SeriesOptions extends CompareOptions {
  /** Series that are searched together, at least 1. */
  readonly rows: number;
}

/** Exact counting beyond this takes long for every place of a long series; the approximation is close by then. */
const EXACT = { maxExact: 20 };

interface Split {
  readonly at: number;
  readonly p: number;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

/** Changes in order of place. Groups are values taken together, in order of time; empty ones are passed over. */
export function findChanges(
  groups: readonly (readonly number[])[],
  { rows, ...options }: SeriesOptions,
): readonly Change[] {
  const tests = Math.max(1, groups.filter((group) => group.length > 0).length - 1) * Math.max(1, rows);
  const search = (from: number, to: number): readonly Change[] => {
    const split = bestSplit(groups, from, to);
    const direction = split && judge(split, tests, options);
    if (!split || !direction) return [];
    return [...search(from, split.at), { at: split.at, direction }, ...search(split.at, to)];
  };
  return search(0, groups.length);
}

/** The place between two groups whose sides differ most certainly; null when there is none. */
function bestSplit(groups: readonly (readonly number[])[], from: number, to: number): Split | null {
  let best: Split | null = null;
  for (let at = from + 1; at < to; at++) {
    const before = groups.slice(from, at).flat();
    const after = groups.slice(at, to).flat();
    if (groups[at]!.length === 0 || before.length === 0) continue;
    const { p } = mannWhitney(before, after, EXACT);
    if (best === null || p < best.p) best = { at, p, before, after };
  }
  return best;
}

/** The rule of `diff`: certain, large enough to matter, and its whole interval on one side. */
function judge(
  { p, before, after }: Split,
  tests: number,
  { alpha, relativeFloor, absoluteFloor }: CompareOptions,
): Change['direction'] | null {
  const from = median(before);
  const { shift, ci } = hodgesLehmann(before, after);
  if (p * tests >= alpha || ci === null) return null;
  if (Math.abs(shift) < Math.max(relativeFloor * Math.abs(from), absoluteFloor)) return null;
  if (ci[0] > 0) return 'regression';
  return ci[1] < 0 ? 'improvement' : null;
}
