/**
 * Is a set of repeated measurements one set, in the order in which it was taken? A step in it (a rank test at the place that parts it
 * best, corrected for every place) or a drift through it (Kendall's test) means that its boots do not share one level.
 */
import { type Floors, floorOf } from './floor.js';
import { kendall } from './kendall.js';
import { mannWhitney } from './mann-whitney.js';
import { median, rank } from './order.js';

/** `at`: the first value of the new level. `from` and `to`: medians before it and from it on. */
export interface Step {
  readonly kind: 'step';
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

/** `from` and `to`: medians of the first and the last third. */
export interface Drift {
  readonly kind: 'drift';
  readonly from: number;
  readonly to: number;
}

export interface SequenceOptions extends Floors {
  /** Chance that a set that is one is said to be none, by this function, over all rows. */
  readonly miss: number;
  /** Rows that are looked at together, at least 1. */
  readonly rows: number;
}

/** Fewest values on each side of a step. */
const LEAST_SIDE = 3;
/** Places on each side of one that are looked at too. */
const AROUND = 3;
/** Nothing is counted. */
const APPROXIMATE = { maxExact: 0 };
/** What is as likely as this by approximation is not worth counting exactly, which takes long. */
const OPEN = 0.2;

/** What there is of the two, the one that lies nearer to the values; null for a set that is one. */
export function findUnevenness(values: readonly number[], options: SequenceOptions): Step | Drift | null {
  if (values.length < 2 * LEAST_SIDE) return null;
  // Half of the chance for each question.
  const level = options.miss / 2 / options.rows;
  const step = matters(bestStep(values, level), options);
  const drift = matters(driftOf(values, level), options);
  if (step === null || drift === null) return step ?? drift;
  return distanceToStep(values, step) <= distanceToDrift(values, drift) ? step : drift;
}

function matters<Found extends Step | Drift>(found: Found | null, floors: Floors): Found | null {
  return found !== null && Math.abs(found.to - found.from) >= floorOf(found.from, floors) ? found : null;
}

function bestStep(values: readonly number[], level: number): Step | null {
  const n = values.length;
  const { doubledRanks } = rank(values);
  let sum = 0;
  let best = { at: 0, distance: 0 };
  for (const [seen, own] of doubledRanks.entries()) {
    const isInside = seen >= LEAST_SIDE && n - seen >= LEAST_SIDE;
    // The rank sum before it, in its own deviations; ties lower all deviations alike.
    const distance = Math.abs(sum - seen * (n + 1)) / Math.sqrt(seen * (n - seen) || 1);
    if (isInside && distance > best.distance) best = { at: seen, distance };
    sum += own;
  }
  if (best.at === 0) return null;
  const [before, after] = [values.slice(0, best.at), values.slice(best.at)];
  const places = n - 2 * LEAST_SIDE + 1;
  // In the tail the approximation says less, not more.
  const quick = mannWhitney(before, after, APPROXIMATE).p * places;
  if (quick >= OPEN) return null;
  if (quick >= level && mannWhitney(before, after).p * places >= level) return null;
  return nearest(values, best.at);
}

/** Ranks draw the place of a step a little to the middle: of those around it, the one whose two medians lie nearest to the values. */
function nearest(values: readonly number[], place: number): Step {
  const stepAt = (at: number): Step => ({
    kind: 'step',
    at,
    from: median(values.slice(0, at)),
    to: median(values.slice(at)),
  });
  const first = Math.max(LEAST_SIDE, place - AROUND);
  const last = Math.min(values.length - LEAST_SIDE, place + AROUND);
  const steps = Array.from({ length: last - first + 1 }, (_, more) => stepAt(first + more));
  return steps.reduce((best, step) =>
    distanceToStep(values, step) < distanceToStep(values, best) ? step : best,
  );
}

function driftOf(values: readonly number[], level: number): Drift | null {
  if (kendall(values).p >= level) return null;
  const third = Math.floor(values.length / 3);
  return { kind: 'drift', from: median(values.slice(0, third)), to: median(values.slice(-third)) };
}

function distanceToStep(values: readonly number[], { at, from, to }: Step): number {
  return values.reduce((sum, value, place) => sum + Math.abs(value - (place < at ? from : to)), 0);
}

/** To the line through the middles of the first and the last third. */
function distanceToDrift(values: readonly number[], { from, to }: Drift): number {
  const third = Math.floor(values.length / 3);
  const slope = (to - from) / (values.length - third);
  const start = from - (slope * (third - 1)) / 2;
  return values.reduce((sum, value, place) => sum + Math.abs(value - (start + slope * place)), 0);
}
