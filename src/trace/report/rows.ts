/**
 * The rows of reports by name: which there are, what each is called, and what one boot has for it. Rows of several boots,
 * pictures and metrics all look here.
 */
import type { Nanoseconds } from '../event.js';
import type { RowKind } from './report.js';
import { SETUP } from './row-title.js';
import { isMeasured, isSummed, type SUMMED_KINDS, sumByName, type Timeline } from './timeline.js';

/** How long the monitor ran before zero; and the time of the last code or moment. Both stand beside the ledger. */
export const VMM = 'vmm';
export const TOTAL = 'total';
/** What follows the last span, in the gap that leads to the last code or moment; and what follows that. */
export const END = 'end';
/** How many boots failed: a row of comparisons, and a metric. */
export const FAILED = 'failed';

/** Names that a stage cannot have. */
export const ROW_NAMES = [SETUP, VMM, TOTAL, END, FAILED] as const;

/** A row of one boot. */
export interface BootRow {
  readonly kind: RowKind;
  readonly name: string;
  /** Rows of one name are summed; null where one of them was not measured. */
  readonly timeNs: Nanoseconds | null;
}

/** The rows of one boot in their order: `vmm` where it is known, the ledger's, `total` where there is one. */
export function rowsOf(timeline: Timeline): readonly BootRow[] {
  const { boot, ledger, totalNs } = timeline;
  const kinds = new Map(ledger.filter(isSummed).map(({ name, kind }) => [name, kind]));
  return [
    ...(boot.vmmStartNs === null ? [] : [{ kind: VMM, name: VMM, timeNs: boot.vmmStartNs } as const]),
    ...[...sumByName(ledger)].map(([name, timeNs]) => ({ kind: kinds.get(name)!, name, timeNs })),
    ...(isMeasured(timeline) ? [{ kind: TOTAL, name: TOTAL, timeNs: totalNs } as const] : []),
  ];
}

/** The time of a row in a boot; null where the boot lacks it or did not measure it. */
export function rowTime(timeline: Timeline, name: string): Nanoseconds | null {
  if (name === VMM) return timeline.boot.vmmStartNs;
  if (name === TOTAL) return isMeasured(timeline) ? timeline.totalNs : null;
  return sumByName(timeline.ledger).get(name) ?? null;
}

/** True for rows of the ledger, which `vmm` and `total` stand beside. */
export function isLedgerKind(kind: RowKind): kind is (typeof SUMMED_KINDS)[number] {
  return kind !== VMM && kind !== TOTAL;
}
