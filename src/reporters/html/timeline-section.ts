/** Where the time went: the timeline of one boot or of medians, and the same as a table. */
import type { BootsReport } from '../../trace/report/report.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';
import { stageClass } from '../svg/style.js';
import { drawTimeline } from '../svg/timeline.js';
import {
  type BootPicture,
  type PictureRow,
  pictureOf,
  picturesOf,
  pictureTitle,
} from '../words/boot-picture.js';
import { spanCodes } from '../words/ledger-words.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, writeNumber, writeRowNumber, writeShare } from '../words/time-text.js';
import { dataTable, figure, type HtmlColumn, type Section, swatch } from './section.js';

/** The timeline of the only boot, of the medians of several, or of those of each side. */
export function timelineSection(report: BootsReport): Section | null {
  const pictures = picturesOf(report);
  const [first] = pictures;
  if (first === undefined) return null;
  if (pictures.length === 1) {
    return { id: 'timeline', title: first.title, body: [pictureBody(first.picture, first.title)] };
  }
  const body = pictures.map(
    ({ title, picture }) => markup`<h3>${title}</h3>\n${pictureBody(picture, title)}`,
  );
  return { id: 'timeline', title: 'Timelines of medians', body };
}

/** Chart and table of one boot, for a place under a heading of its own; null when nothing happened in it. */
export function bootPicture(timeline: Timeline, table: StageTable): Markup | null {
  const picture = pictureOf(timeline, table);
  return picture.endNs === 0 ? null : pictureBody(picture, `Timeline of boot ${timeline.index + 1}`);
}

function pictureBody(picture: BootPicture, title: string): Markup {
  const { rows, endNs } = picture;
  const chart = figure(drawTimeline(picture, title), { zoomTo: endNs });
  if (rows.length === 0) return chart;
  return markup`${chart}<details class="numbers"><summary>The same as a table</summary>
${dataTable(`${title}: rows`, ledgerColumns(picture), rows)}</details>
`;
}

function ledgerColumns({ totalNs, wholeNs, stageNames }: BootPicture): readonly HtmlColumn<PictureRow>[] {
  const unit = pickUnit(totalNs, { unicode: true });
  const className = ({ kind, stage }: PictureRow): string =>
    stage === null ? kind : stageClass(stageNames.indexOf(stage));
  const title = (row: PictureRow): Markup | string =>
    row.kind === 'phase' ? markup`<span class="phase">${pictureTitle(row)}</span>` : pictureTitle(row);
  return [
    { head: 'row', look: 'text', cell: (row) => markup`${swatch(className(row))} ${title(row)}` },
    { head: unit.name, look: 'number', cell: ({ durationNs }) => writeRowNumber(durationNs, unit) },
    { head: 'share', look: 'number', cell: ({ durationNs }) => writeShare(durationNs, wholeNs) },
    { head: 'from', look: 'number', cell: ({ startNs }) => writeNumber(startNs, unit) },
    { head: 'to', look: 'number', cell: ({ endNs }) => writeNumber(endNs, unit) },
    { head: 'codes', look: 'text', cell: ({ span }) => spanCodes(span) },
    { head: 'n', look: 'number', cell: ({ span }) => `${span?.events ?? ''}` },
    { head: 'revisits', look: 'number', cell: ({ span }) => `${span?.revisits || ''}` },
  ];
}
