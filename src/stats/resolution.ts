/**
 * What a coarse clock does to a comparison. Every time is a whole number of its ticks, so many values are equal, and a shift of
 * less than a tick can show as none, or as a whole one.
 */

/** The largest step of which all values are whole multiples; 0 without values, or when all are 0. Whole numbers only. */
export function resolutionOf(values: readonly number[]): number {
  let step = 0;
  for (const value of values) {
    step = commonDivisor(step, Math.abs(value));
    if (step === 1) return 1;
  }
  return step;
}

function commonDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small > 0) [large, small] = [small, large % small];
  return large;
}

/** The values in ascending order, equal ones drawn apart evenly over one step around them: where in its tick each lay is not known. */
export function spreadTies(values: readonly number[], step: number): readonly number[] {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts]
    .sort(([a], [b]) => a - b)
    .flatMap(([value, count]) =>
      Array.from({ length: count }, (_, at) => value + step * ((at + 0.5) / count - 0.5)),
    );
}

/** Between two values that differ; 0 where all are the same. */
export function smallestStep(values: readonly number[]): number {
  const distinct = [...new Set(values)].sort((a, b) => a - b);
  const steps = distinct.slice(1).map((value, at) => value - distinct[at]!);
  return steps.reduce((least, step) => Math.min(least, step), steps[0] ?? 0);
}
