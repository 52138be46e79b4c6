/** What each boot of a report took, row by row: for formats of tools that make statistics of their own. */
import type { Side } from '../../trace/boot.js';
import type { Nanoseconds } from '../../trace/event.js';
import type { BootsReport } from '../../trace/report/report.js';
import { isCounted, isMeasured, sumByName, type Timeline } from '../../trace/report/timeline.js';

export interface BootRow {
  /** `vmm`, a row of the ledger, `total`. */
  readonly name: string;
  readonly side: Side | null;
  readonly timeNs: Nanoseconds;
}

/** The rows that each boot measured, boot by boot: those that statistics use, or the only boot. */
export function bootRows({ timelines }: BootsReport): readonly (readonly BootRow[])[] {
  return (timelines.length === 1 ? timelines : timelines.filter(isCounted)).map(rowsOf);
}

function rowsOf(timeline: Timeline): readonly BootRow[] {
  const { boot, ledger, totalNs } = timeline;
  const times: readonly (readonly [string, Nanoseconds | null])[] = [
    ['vmm', boot.vmmStartNs],
    ...sumByName(ledger),
    ['total', isMeasured(timeline) ? totalNs : null],
  ];
  return times.flatMap(([name, timeNs]) => (timeNs === null ? [] : [{ name, side: boot.side, timeNs }]));
}
