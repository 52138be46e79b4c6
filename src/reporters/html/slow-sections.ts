/** What a log says of where the time went, beside codes: the slowest units, and the longest silences. */
import { silencesOf } from '../../trace/report/silences.js';
import type { Timeline } from '../../trace/report/timeline.js';
import { type Markup, markup } from '../words/markup.js';
import { shortText } from '../words/short-text.js';
import { silenceColumns, unitColumns, type WordColumn } from '../words/slow-rows.js';
import { pickUnit } from '../words/time-text.js';
import { dataTable, type HtmlColumn } from './section.js';

const UNICODE = { unicode: true };
const MOST_UNITS = 50;

/** Both tables, as far as there are any; null where there is none. */
export function slowTables(timeline: Timeline): Markup | null {
  const tables = [silencesTable(timeline), unitsTable(timeline)].filter((table) => table !== null);
  return tables.length === 0 ? null : markup`${tables}`;
}

function silencesTable(timeline: Timeline): Markup | null {
  const silences = silencesOf(timeline);
  if (silences.length === 0) return null;
  const unit = pickUnit(timeline.events.at(-1)?.timeNs ?? 0, UNICODE);
  return dataTable('Longest silences', silenceColumns(unit).map(drawn), silences);
}

function unitsTable({ boot: { units = [] } }: Timeline): Markup | null {
  if (units.length === 0) return null;
  return dataTable('Slowest units', unitColumns(units, UNICODE).map(drawn), units.slice(0, MOST_UNITS));
}

const LOOKS = { name: 'wrap', number: 'number', words: 'text', line: 'wrap' } as const;

function drawn<Row>({ head, holds, cell }: WordColumn<Row>): HtmlColumn<Row> {
  return { head, look: LOOKS[holds], cell: (row) => (holds === 'name' ? shortText(cell(row)) : cell(row)) };
}
