/** The row `failed` of a comparison, for people: it counts boots, where other rows have times. */
import type { DiffRow } from '../../trace/report/report.js';

/** Rows worth a line: where no boot failed, nothing is to be said of failures. Machine formats have every row. */
export function shownRows(rows: readonly DiffRow[]): readonly DiffRow[] {
  return rows.filter(({ kind, baseN, headN }) => kind !== 'failed' || baseN + headN > 0);
}

/** `6 of 10`, how many boots of a side failed; null for a row of times. */
export function failedText(
  { kind, baseN, headN, baseBoots = 0, headBoots = 0 }: DiffRow,
  side: 'base' | 'head',
): string | null {
  if (kind !== 'failed') return null;
  return side === 'base' ? `${baseN} of ${baseBoots}` : `${headN} of ${headBoots}`;
}
