/** Whether the values of a row fall into two groups, in whole nanoseconds. */
import { DEFAULT_COMPARE } from '../stats/compare.js';
import { findHumps } from '../stats/humps.js';
import type { Nanoseconds } from '../trace/event.js';
import type { Humps } from '../trace/report/report.js';

/** Null when one median describes them. */
export function humpsOf(values: readonly Nanoseconds[]): Humps | null {
  const humps = findHumps(values, DEFAULT_COMPARE);
  if (humps === null) return null;
  const [low, high] = humps.map(({ n, median }) => ({ n, medianNs: Math.round(median) }));
  return [low!, high!];
}
