/** Ledger rows over several boots: every row's name once, in the order of the boots, with each boot's time. */
import type { Nanoseconds } from '../trace/event.js';
import type { SummaryRow } from '../trace/report/report.js';
import { isLedgerKind, rowsOf, TOTAL, VMM } from '../trace/report/rows.js';
import type { Timeline } from '../trace/report/timeline.js';

export interface RowSamples {
  readonly kind: SummaryRow['kind'];
  readonly name: string;
  /** One per boot, null where the boot lacks the row. Rows of one name in one boot are summed. */
  readonly values: readonly (Nanoseconds | null)[];
}

/**
 * `vmm` if any boot knows it, ledger rows, `total` if any boot has one. A ledger row stays even if no boot measured it,
 * to show that it existed.
 */
export function collectRows(timelines: readonly Timeline[]): readonly RowSamples[] {
  const boots = timelines.map(rowsOf);
  const kinds = new Map(boots.flatMap((rows) => rows.map(({ name, kind }) => [name, kind] as const)));
  const times = boots.map((rows) => new Map(rows.map(({ name, timeNs }) => [name, timeNs])));
  const ledger = mergeOrders(
    boots.map((rows) => rows.filter(({ kind }) => isLedgerKind(kind)).map(({ name }) => name)),
  );
  const beside = (name: string) => (kinds.has(name) ? [name] : []);
  return [...beside(VMM), ...ledger, ...beside(TOTAL)].map((name) => ({
    kind: kinds.get(name)!,
    name,
    values: times.map((boot) => boot.get(name) ?? null),
  }));
}

/** All names once: a new name is inserted after the name that it follows in its own list. */
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
