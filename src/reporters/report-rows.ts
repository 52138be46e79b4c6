/** The rows of `report`, also for a single boot, whose every statistic is its one value. */
import type { BootsReport, SummaryRow } from '../trace/report.js';
import { isMeasured, type Timeline } from '../trace/timeline.js';

/** The summary, or the ledger of the only boot in the summary's shape; empty without boots. */
export function reportRows({ summary, timelines }: BootsReport): readonly SummaryRow[] {
  if (summary !== null) return summary;
  const [timeline] = timelines;
  return timeline ? singleRows(timeline) : [];
}

function singleRows(timeline: Timeline): readonly SummaryRow[] {
  const { boot, ledger, totalNs } = timeline;
  const sums = new Map<string, SummaryRow>();
  if (boot.vmmStartNs !== null) sums.set('vmm', single('vmm', 'vmm', boot.vmmStartNs));
  for (const { kind, name, durationNs } of ledger) {
    sums.set(name, single(kind, name, (sums.get(name)?.medianNs ?? 0) + durationNs));
  }
  if (isMeasured(timeline)) sums.set('total', single('total', 'total', totalNs));
  return [...sums.values()];
}

function single(kind: SummaryRow['kind'], name: string, timeNs: number): SummaryRow {
  return {
    name,
    kind,
    n: 1,
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
