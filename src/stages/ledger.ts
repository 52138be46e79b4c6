/** The account of a boot's whole time: setup, spans, the gaps between them. Rows touch each other and sum to the total. */
import type { Nanoseconds } from '../trace/event.js';
import type { LedgerRow, StageSpan } from '../trace/timeline.js';

/** Name of what follows the last span, in the gap that leads to the last code. */
export const END = 'end';

function row(kind: LedgerRow['kind'], name: string, startNs: Nanoseconds, endNs: Nanoseconds): LedgerRow {
  return { kind, name, startNs, endNs, durationNs: endNs - startNs };
}

/** Rows for spans in order. A revisit after the last span leaves a gap up to `totalNs`, the time of the last code. */
export function buildLedger(spans: readonly StageSpan[], totalNs: Nanoseconds): readonly LedgerRow[] {
  const rows: LedgerRow[] = [];
  let before: StageSpan | null = null;
  for (const span of spans) {
    if (before === null) rows.push(row('setup', 'setup', 0, span.startNs));
    else rows.push(row('gap', `${before.stage}..${span.stage}`, before.endNs, span.startNs));
    rows.push(row('stage', span.stage, span.startNs, span.endNs));
    before = span;
  }
  if (before !== null && totalNs > before.endNs) {
    rows.push(row('gap', `${before.stage}..${END}`, before.endNs, totalNs));
  }
  return rows;
}
