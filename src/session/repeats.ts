/** How often a guest boots, and when it is decided whether to go on: fixed before the first boot. */

export interface Repeats {
  readonly warmups: number;
  /** Ascending numbers of runs (of each side) after which it is decided whether to go on; the last is the end. */
  readonly looks: readonly number[];
  readonly hasSides: boolean;
}

/** Below this growth another look costs more than the runs since the last one tell. */
const LEAST_GROWTH = 1.5;

/** Looks at `first` runs, twice as many, and so on up to `most`: fixed before anything is measured. */
export function planLooks(first: number, most: number): readonly number[] {
  const looks: number[] = [];
  for (let runs = first; runs * LEAST_GROWTH <= most; runs *= 2) looks.push(runs);
  return [...looks, most];
}
