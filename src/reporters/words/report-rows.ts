/** The rows of `report`, also for a single boot, whose every statistic is its one value. */
import type { Nanoseconds } from '../../trace/event.js';
import type { BootsReport, SummaryRow } from '../../trace/report/report.js';
import { isMeasured, isSummed, sumByName, type Timeline } from '../../trace/report/timeline.js';

/** The summary, or the ledger of the only boot in the summary's shape; empty without boots. */
export function reportRows({ summary, timelines }: BootsReport): readonly SummaryRow[] {
  if (summary !== null) return summary;
  const [timeline] = timelines;
  return timeline ? singleRows(timeline) : [];
}

function singleRows(timeline: Timeline): readonly SummaryRow[] {
  const { boot, ledger, totalNs } = timeline;
  const kinds = new Map(ledger.filter(isSummed).map(({ name, kind }) => [name, kind]));
  return [
    ...(boot.vmmStartNs === null ? [] : [single('vmm', 'vmm', boot.vmmStartNs)]),
    ...[...sumByName(ledger)].map(([name, timeNs]) => single(kinds.get(name)!, name, timeNs)),
    ...(isMeasured(timeline) ? [single('total', 'total', totalNs)] : []),
  ];
}

function single(kind: SummaryRow['kind'], name: string, timeNs: Nanoseconds | null): SummaryRow {
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
