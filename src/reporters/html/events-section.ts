/**
 * The events of a boot. Tables of a few hundred rows, each drawn by the browser only when it comes into view, so that a
 * page with tens of thousands of events opens and scrolls without waiting, also without its script.
 */
import { formatCode } from '../../trace/event.js';
import { isToldByText } from '../../trace/profile/initcall.js';
import { isPoint, type TimedEvent, type Timeline } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';
import { bootStages } from '../../trace/stage-table.js';
import { stageClass } from '../svg/style.js';
import { eventSubject, eventWords, unusualPort } from '../words/event-words.js';
import { counted } from '../words/ledger-words.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, type TimeUnit, writeDelta, writeNumber } from '../words/time-text.js';
import { swatch } from './section.js';

/** Rows of one table. */
const CHUNK = 250;

/** In the page's longest line of text. */
const MAX_TEXT = 1000;

/** How many events the page still has room for: a browser is no place for a million. */
export interface EventRoom {
  left: number;
}

/** Maximum number of events on one page. */
export const MAX_EVENTS = 50_000;

/** Tables of the boot's events, and a note when not all are there. Takes what it shows out of `room`. */
export function* eventTables(timeline: Timeline, table: StageTable, room: EventRoom): Generator<Markup> {
  const events = timeline.events.filter((event) => !isToldByText(event));
  const shown = events.slice(0, Math.max(room.left, 0));
  room.left -= shown.length;
  const look = lookOf(events, table);
  const name = `events of boot ${timeline.index + 1}`;
  if (shown.length > 0) yield markup`<div class="events" data-filter="${name}">\n`;
  for (let at = 0; at < shown.length; at += CHUNK) {
    yield chunkTable(shown.slice(at, at + CHUNK), { look, name, first: at });
  }
  if (shown.length > 0) yield markup`</div>\n`;
  if (shown.length < events.length) {
    yield markup`<p class="soft">${counted(events.length - shown.length, 'more event')}; --format json and --format csv list all.</p>\n`;
  }
}

interface Look {
  readonly unit: TimeUnit;
  readonly columns: readonly Column[];
}

interface Column {
  readonly name: string;
  cell(event: TimedEvent): Markup | string;
}

/** Columns are the same in all chunks of a boot, and only those that hold anything. */
function lookOf(events: readonly TimedEvent[], table: StageTable): Look {
  const unit = pickUnit(events.at(-1)?.timeNs ?? 0, { unicode: true });
  const names = bootStages(table);
  const severalVcpus = events.some(({ vcpu }) => vcpu !== null && vcpu !== 0);
  const columns: readonly Column[] = [
    { name: 'time', cell: ({ timeNs }) => writeNumber(timeNs, unit) },
    { name: 'delta', cell: ({ deltaNs }) => writeDelta(deltaNs, unit) },
    { name: 'stage', cell: (event) => subjectCell(event, names) },
    { name: 'code', cell: (event) => (event.kind === 'code' ? formatCode(event.code) : '') },
    { name: 'name', cell: (event) => eventWords(event).slice(0, MAX_TEXT) },
    ...(events.some((event) => unusualPort(event) !== '') ? [{ name: 'port', cell: unusualPort }] : []),
    ...(severalVcpus ? [{ name: 'vcpu', cell: ({ vcpu }: TimedEvent) => `${vcpu ?? ''}` }] : []),
    ...(events.some(({ line }) => line !== null)
      ? [{ name: 'line', cell: ({ line }: TimedEvent) => `${line ?? ''}` }]
      : []),
  ];
  return { unit, columns };
}

function subjectCell(event: TimedEvent, stageNames: readonly string[]): Markup | string {
  if (!isPoint(event) || event.stage === null) return eventSubject(event);
  return markup`${swatch(stageClass(stageNames.indexOf(event.stage)))} ${event.stage}`;
}

interface Chunk {
  readonly look: Look;
  readonly name: string;
  /** Place of the first event among all. */
  readonly first: number;
}

function chunkTable(events: readonly TimedEvent[], { look, name, first }: Chunk): Markup {
  const { unit, columns } = look;
  const heads = columns.map(
    (column) =>
      markup`<th scope="col" class="c-${column.name}">${column.name}${column.name === 'time' ? ` ${unit.name}` : null}</th>`,
  );
  const caption = `${name}, ${first + 1} to ${first + events.length}`;
  const rows = events.map((event) => {
    const faint = !isPoint(event) || event.revisit ? markup` class="faint"` : null;
    return markup`<tr${faint}>${columns.map((column) => markup`<td class="c-${column.name}">${column.cell(event)}</td>`)}</tr>\n`;
  });
  const later = first > 0 ? ' later' : '';
  return markup`<div class="chunk${later}" role="region" tabindex="0" aria-label="${caption}"><table><caption>${caption}</caption><thead><tr>${heads}</tr></thead><tbody>
${rows}</tbody></table></div>
`;
}
