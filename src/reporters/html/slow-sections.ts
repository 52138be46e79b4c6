/** What a log says of where the time went, beside codes: the slowest units, and the longest silences. */
import type { UnitTime } from '../../trace/boot.js';
import { type Silence, silencesOf } from '../../trace/report/silences.js';
import type { Timeline } from '../../trace/report/timeline.js';
import { type Markup, markup } from '../words/markup.js';
import { shortText } from '../words/short-text.js';
import { describeLine, describePlace } from '../words/silence-words.js';
import { pickUnit, writeNumber } from '../words/time-text.js';
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
  const columns: readonly HtmlColumn<Silence>[] = [
    { head: 'where', look: 'text', cell: (one) => describePlace(one, unit) },
    { head: unit.name, look: 'number', cell: ({ durationNs }) => writeNumber(durationNs, unit) },
    { head: 'after', look: 'wrap', cell: ({ after }) => describeLine(after) },
    { head: 'before', look: 'wrap', cell: ({ before }) => describeLine(before) },
  ];
  return dataTable('Longest silences', columns, silences);
}

function unitsTable({ boot: { units = [] } }: Timeline): Markup | null {
  if (units.length === 0) return null;
  const unit = pickUnit(units[0]!.durationNs, UNICODE);
  const columns: readonly HtmlColumn<UnitTime>[] = [
    { head: 'unit', look: 'wrap', cell: ({ name }) => shortText(name) },
    { head: unit.name, look: 'number', cell: ({ durationNs }) => writeNumber(durationNs, unit) },
    {
      head: 'began at',
      look: 'number',
      cell: ({ startNs }) => (startNs === null ? '' : writeNumber(startNs, unit)),
    },
  ];
  return dataTable('Slowest units', columns, units.slice(0, MOST_UNITS));
}
