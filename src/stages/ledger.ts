/** The account of a boot's whole time: setup, spans, the gaps between them. Rows touch each other and sum to the total. */
import type { Stop } from '../trace/boot.js';
import type { Nanoseconds } from '../trace/event.js';
import { SETUP } from '../trace/report/row-title.js';
import { END } from '../trace/report/rows.js';
import type { LedgerRow, StageSpan } from '../trace/report/timeline.js';

interface Row extends Pick<LedgerRow, 'kind' | 'name' | 'startNs' | 'endNs' | 'measured'> {}

function row({ kind, name, startNs, endNs, measured }: Row): LedgerRow {
  const durationNs = kind === 'stage' && !measured ? null : endNs - startNs;
  return { kind, name, startNs, endNs, durationNs, measured };
}

/** The row before a span: from zero, or from the end of the span before it. */
function rowBefore(before: StageSpan | null, span: StageSpan): LedgerRow {
  const endNs = span.startNs;
  if (before === null) return row({ kind: 'setup', name: SETUP, startNs: 0, endNs, measured: true });
  const name = `${before.stage}..${span.stage}`;
  const measured = before.measured && span.measured;
  return row({ kind: 'gap', name, startNs: before.endNs, endNs, measured });
}

/**
 * Rows for spans in order. A gap follows the last span, up to `totalNs`, the time of the last code or moment; null if
 * there is none, because nothing was measured. A boot of moments without a stage is all setup.
 */
export function buildLedger(spans: readonly StageSpan[], totalNs: Nanoseconds | null): readonly LedgerRow[] {
  if (totalNs === null) return [];
  const rows: LedgerRow[] = [];
  let before: StageSpan | null = null;
  for (const span of spans) {
    const { stage, startNs, endNs, measured } = span;
    rows.push(rowBefore(before, span), row({ kind: 'stage', name: stage, startNs, endNs, measured }));
    before = span;
  }
  if (before === null)
    return [row({ kind: 'setup', name: SETUP, startNs: 0, endNs: totalNs, measured: true })];
  if (totalNs > before.endNs) {
    const { stage, endNs: startNs, measured } = before;
    rows.push(row({ kind: 'gap', name: `${stage}..${END}`, startNs, endNs: totalNs, measured }));
  }
  return rows;
}

/** Ends that are not the boot's own: it hung, crashed, or continued until it was stopped. */
const CUT_SHORT: ReadonlySet<Stop['reason']> = new Set(['timeout', 'crash', 'interrupted']);

/**
 * The time after the last code or moment of a boot that continued until it was stopped; other boots have no such row.
 */
export function endRows(stop: Stop | null, totalNs: Nanoseconds): readonly LedgerRow[] {
  if (stop === null || !CUT_SHORT.has(stop.reason)) return [];
  const { timeNs = null } = stop;
  if (timeNs === null || timeNs <= totalNs) return [];
  return [row({ kind: 'end', name: END, startNs: totalNs, endNs: timeNs, measured: true })];
}
