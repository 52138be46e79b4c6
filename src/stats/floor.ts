/** The least change that matters: a share of what base takes, or a time, whichever is larger. */

export interface Floors {
  /** As a share of base, and absolutely (same unit as the values). */
  readonly relativeFloor: number;
  readonly absoluteFloor: number;
}

/** The floor of a row whose base has this median. */
export function floorOf(baseMedian: number, { relativeFloor, absoluteFloor }: Floors): number {
  return Math.max(relativeFloor * Math.abs(baseMedian), absoluteFloor);
}
