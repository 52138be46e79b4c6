/**
 * How many more values it takes to settle what a comparison left open: the usual formula for the size of a sample, with
 * the spread read off the interval of the shift. An estimate, since the spread is one.
 */
import { normalQuantile } from './normal.js';

/** Most values that an estimate asks for; it means: this many, or more. */
export const MAX_NEEDED = 1000;

/** Chance that so many values settle it, if the difference is what it seems to be. */
const Z_POWER = normalQuantile(0.8);

export interface OpenQuestion {
  /** Values on the two sides. */
  readonly sizes: readonly [number, number];
  readonly shift: number;
  /** 95 % interval of the shift over all looks. */
  readonly ci: readonly [number, number];
  /** The least shift that matters. */
  readonly floor: number;
  /** Corrected tests and planned looks, at least 1 each, and the level they share. */
  readonly tests: number;
  readonly looks: number;
  readonly alpha: number;
}

/**
 * Values for each side, more than the smaller has, at most MAX_NEEDED. A difference at or above the floor is asked to
 * become certain; a smaller one to be shown to be smaller.
 */
export function estimateNeeded(question: OpenQuestion): number {
  const { sizes, shift, ci, floor, tests, looks, alpha } = question;
  const [from, to] = sizes;
  const balanced = (2 * from * to) / (from + to);
  const zInterval = normalQuantile(1 - 0.025 / looks);
  const error = (ci[1] - ci[0]) / (2 * zInterval);
  const isLarge = Math.abs(shift) >= floor;
  const z = isLarge ? Math.max(normalQuantile(1 - alpha / (2 * tests * looks)), zInterval) : zInterval;
  const room = isLarge ? Math.abs(shift) : Math.max(0, floor - Math.abs(shift));
  const wanted = error === 0 ? 0 : balanced * (((z + Z_POWER) * error) / room) ** 2;
  return Math.min(MAX_NEEDED, Math.max(Math.ceil(wanted), Math.min(from, to) + 1));
}

export interface OpenShare {
  /** Values of the smaller side. */
  readonly n: number;
  /** Of the test on the shares of slow values. */
  readonly p: number;
  readonly tests: number;
  readonly looks: number;
  readonly alpha: number;
}

/** Values for each side before shares that differ as these do are certain: the logarithm of p falls in proportion to them. */
export function estimateNeededForShare({ n, p, tests, looks, alpha }: OpenShare): number {
  if (p >= 1) return 0;
  const wanted = alpha / (2 * tests * looks);
  return Math.min(MAX_NEEDED, Math.ceil((n * Math.log(wanted)) / Math.log(p)));
}
