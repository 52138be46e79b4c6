/** The shift between two samples and its interval, also where the clock is coarse. */
import { hodgesLehmann } from './hodges-lehmann.js';
import { sorted } from './order.js';
import { resolutionOf, spreadTies } from './resolution.js';

export interface EstimatedShift {
  /** Head minus base. */
  readonly shift: number;
  /** Holds `shift`; null when the samples are too small for the confidence wanted. */
  readonly ci: readonly [number, number] | null;
  /** What the clock cannot tell apart; 0 where it is fine enough not to matter. */
  readonly step: number;
}

export interface ShiftSamples {
  readonly base: readonly number[];
  readonly head: readonly number[];
  /** What the clock cannot tell apart; read off the values when absent. */
  readonly resolution?: number;
}

export interface ShiftOptions {
  /** The least shift that matters. */
  readonly floor: number;
  /** Of the rank test of the samples. */
  readonly p: number;
  /** Chance that the interval misses the shift. */
  readonly miss: number;
}

/** A clock is coarse when its step is at least this part of the floor and of the stretch that holds half of the values. */
const COARSE_PART = 0.1;

/**
 * Values of a coarse clock are drawn apart within their ticks first: pairs of equal values would else be shifts of exactly nothing. A step
 * as large as the floor widens the interval too, since a shift below it can show as none. Only up to zero where the rank test,
 * which holds for any clock that is the same on both sides, says that there is a shift.
 */
export function estimateShift(samples: ShiftSamples, { floor, p, miss }: ShiftOptions): EstimatedShift {
  const { base, head } = samples;
  const step = coarseStep(samples, floor);
  if (step === 0) return { ...hodgesLehmann(base, head, miss), step };
  const { shift, ci } = hodgesLehmann(spreadTies(base, step), spreadTies(head, step), miss);
  if (ci === null || step < floor) return { shift, ci, step };
  const isUp = p < miss && shift > 0;
  const isDown = p < miss && shift < 0;
  const low = isUp ? Math.max(0, ci[0] - step) : ci[0] - step;
  const high = isDown ? Math.min(0, ci[1] + step) : ci[1] + step;
  return { shift, ci: [low, high], step };
}

function coarseStep({ base, head, resolution }: ShiftSamples, floor: number): number {
  const values = [...base, ...head];
  const step = resolution ?? (new Set(values).size > 1 ? resolutionOf(values) : 0);
  const ordered = sorted(values);
  const half = ordered[Math.floor(ordered.length * 0.75)]! - ordered[Math.floor(ordered.length * 0.25)]!;
  return step >= COARSE_PART * Math.max(floor, half) ? step : 0;
}
