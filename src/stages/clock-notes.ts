/** Warnings where times of different clocks meet: they count from different moments and may run at different rates. */
import { type Diagnostic, warning } from '../trace/diagnostic.js';
import { PLAIN_NAMES, type SideNames } from '../trace/report/side-names.js';
import type { Timeline } from '../trace/report/timeline.js';

function clocksOf(timelines: readonly Timeline[]): string {
  return [...new Set(timelines.map(({ boot }) => boot.clock))].sort().join(', ');
}

const DIFFERENT_CLOCKS = 'different-clocks';
const WHY =
  'the time before the first code, total and marks count from different moments, and the clocks may run at different rates';

/** When boots that are summed up have different clocks. */
export function noteClocks(timelines: readonly Timeline[]): readonly Diagnostic[] {
  const clocks = clocksOf(timelines);
  return clocks.includes(',')
    ? [warning(DIFFERENT_CLOCKS, `these boots have times of different clocks (${clocks}): ${WHY}`)]
    : [];
}

/** When the two sides of a comparison do. */
export function noteClocksOfSides(
  base: readonly Timeline[],
  head: readonly Timeline[],
  names: SideNames = PLAIN_NAMES,
): readonly Diagnostic[] {
  const [ofBase, ofHead] = [clocksOf(base), clocksOf(head)];
  if (ofBase === '' || ofHead === '' || ofBase === ofHead) return [];
  return [
    warning(
      DIFFERENT_CLOCKS,
      `${names.base} has times of the clock ${ofBase}, ${names.head} of ${ofHead}: ${WHY}`,
    ),
  ];
}
