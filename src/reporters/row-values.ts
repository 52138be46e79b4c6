/** The single values behind a summary's rows: what a picture of their spread is made of. */
import type { Nanoseconds } from '../trace/event.js';
import type { SummaryRow } from '../trace/report.js';
import { isMeasured, type Timeline } from '../trace/timeline.js';

/** The row's time in each boot that has it, in the order of the boots; rows of one name in one boot are summed. */
export function rowValues(
  timelines: readonly Timeline[],
  { kind, name }: SummaryRow,
): readonly Nanoseconds[] {
  return timelines.flatMap((timeline) => {
    if (kind === 'vmm') return timeline.boot.vmmStartNs ?? [];
    if (kind === 'total') return isMeasured(timeline) ? timeline.totalNs : [];
    const rows = timeline.ledger.filter((row) => row.name === name);
    return rows.length === 0 ? [] : rows.reduce((sum, row) => sum + row.durationNs, 0);
  });
}
