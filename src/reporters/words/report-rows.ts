/** The rows of `report`, also for a single boot, whose every statistic is its one value. */
import type { BootsReport, SummaryRow } from '../../trace/report/report.js';
import { type BootRow, rowsOf } from '../../trace/report/rows.js';

/** The summary, or the ledger of the only boot in the summary's shape; empty without boots. */
export function reportRows({ summary, timelines }: BootsReport): readonly SummaryRow[] {
  if (summary !== null) return summary;
  const [timeline] = timelines;
  return timeline ? rowsOf(timeline).map(single) : [];
}

function single({ kind, name, timeNs }: BootRow): SummaryRow {
  return {
    name,
    kind,
    n: timeNs === null ? 0 : 1,
    medianNs: timeNs,
    meanNs: timeNs,
    stddevNs: null,
    minNs: timeNs,
    maxNs: timeNs,
    p95Ns: timeNs,
    ciNs: null,
    outliers: [],
    humps: null,
  };
}
