/** The single values behind a summary's rows: what a picture of their spread is made of. */
import type { Nanoseconds } from '../../trace/event.js';
import type { SummaryRow } from '../../trace/report/report.js';
import { rowTime } from '../../trace/report/rows.js';
import { isCounted, type Timeline } from '../../trace/report/timeline.js';

/**
 * The row's time in each boot that the summary is of, in the order of the boots: no warm-ups, none that did not finish, those of
 * the row's side. Rows of one name in one boot are summed.
 */
export function rowValues(
  timelines: readonly Timeline[],
  { name, side }: SummaryRow,
): readonly Nanoseconds[] {
  const counted = timelines.filter(
    (timeline) => isCounted(timeline) && timeline.boot.side === (side ?? null),
  );
  return counted.flatMap((timeline) => rowTime(timeline, name) ?? []);
}
