/** What a median hides, in a line each: outliers, and values that fall into two groups. */
import type { SummaryRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { type TimeUnit, writeTime } from '../words/time-text.js';
import type { Palette } from './palette.js';

/** Maximum number of outliers in one line. */
const MAX_LISTED = 10;

/** Lines for each row with outliers or two humps. */
export function* renderSpread(
  rows: readonly Pick<SummaryRow, 'name' | 'outliers' | 'humps'>[],
  unit: TimeUnit,
  palette: Palette,
): Generator<string> {
  for (const { name, outliers, humps } of rows) {
    if (humps !== null) {
      const groups = humps.map(({ n, medianNs }) => `${n} around ${writeTime(medianNs, unit)}`);
      yield `${palette.caution('two humps')} of ${rowTitle(name)}: ${groups.join(', ')}\n`;
    }
    if (outliers.length === 0) continue;
    const listed = outliers
      .slice(0, MAX_LISTED)
      .map((value) => writeTime(value, unit))
      .join(', ');
    const more = outliers.length > MAX_LISTED ? ` and ${outliers.length - MAX_LISTED} more` : '';
    yield `${palette.caution('outliers')} of ${rowTitle(name)}: ${listed}${more}\n`;
  }
}
