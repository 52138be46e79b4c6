/** Functions that run inside each other or at the same time, on lanes of which each shows one at a time. */
import type { Initcall } from '../../trace/profile/initcall.js';

/** More lanes than this are not readable. */
const MOST_LANES = 64;

/** Each with the number of its lane, the first that is free; in order of time. Without a lane it is shown without a length. */
export function laneOf(initcalls: readonly Initcall[]): readonly (readonly [lane: number, one: Initcall])[] {
  const ends: number[] = [];
  return initcalls.map((one) => {
    const { startNs, durationNs } = one;
    const free = ends.findIndex((endNs) => endNs <= startNs);
    const lane = free === -1 ? ends.length : free;
    if (lane >= MOST_LANES) return [MOST_LANES - 1, { ...one, durationNs: null }] as const;
    ends[lane] = startNs + (durationNs ?? 0);
    return [lane, one] as const;
  });
}
