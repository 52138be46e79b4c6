/** Ledger rows over several boots: every row's name once, in the order of the boots, with each boot's time. */
import type { Nanoseconds } from '../trace/event.js';
import type { SummaryRow } from '../trace/report/report.js';
import { isMeasured, isSummed, sumByName, type Timeline } from '../trace/report/timeline.js';

export interface RowSamples {
  readonly kind: SummaryRow['kind'];
  readonly name: string;
  /** One per boot, null where the boot lacks the row. Rows of one name in one boot are summed. */
  readonly values: readonly (Nanoseconds | null)[];
}

/** `vmm` when any boot knows it, ledger rows, `total` when any boot has one. */
export function collectRows(timelines: readonly Timeline[]): readonly RowSamples[] {
  const boots = timelines.map(({ ledger }) => sumByName(ledger));
  const kinds = new Map(
    timelines.flatMap(({ ledger }) => ledger.filter(isSummed).map((row) => [row.name, row.kind] as const)),
  );
  const rows = mergeOrders(boots.map((boot) => [...boot.keys()])).map(
    (name): RowSamples => ({
      kind: kinds.get(name)!,
      name,
      values: boots.map((boot) => boot.get(name) ?? null),
    }),
  );
  const vmm = timelines.map(({ boot }) => boot.vmmStartNs);
  const totals = timelines.map((timeline) => (isMeasured(timeline) ? timeline.totalNs : null));
  return [
    { kind: 'vmm' as const, name: 'vmm', values: vmm },
    ...rows,
    { kind: 'total' as const, name: 'total', values: totals },
  ].filter(({ kind, values }) => isLedgerKind(kind) || values.some((value) => value !== null));
}

/** A row of the ledger stays where no boot measured it: that it was there is worth saying. */
function isLedgerKind(kind: RowSamples['kind']): boolean {
  return kind !== 'vmm' && kind !== 'total';
}

/** All names once: a name not seen before goes behind the one it follows in its own list. */
export function mergeOrders(lists: readonly (readonly string[])[]): readonly string[] {
  const merged: string[] = [];
  for (const list of lists) {
    let place = 0;
    for (const name of list) {
      const known = merged.indexOf(name);
      if (known < 0) merged.splice(place, 0, name);
      place = (known < 0 ? place : known) + 1;
    }
  }
  return merged;
}
