/** The boots of a set: one bar each, the statistics of each row, and every boot in full in a folded section. */
import { type BootsReport, largestNs, type SummaryRow } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { PLAIN_NAMES, type SideNames } from '../../trace/report/side-names.js';
import { isMeasured, type Timeline } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';
import { drawBoots, MAX_DRAWN_BOOTS } from '../svg/boots.js';
import { drawSpread, spreadRows } from '../svg/spread.js';
import { bootFacts, bootRoles } from '../words/headline.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, writeNumber, writeRowNumber, writeTime } from '../words/time-text.js';
import { type EventRoom, eventTables, MAX_EVENTS } from './events-section.js';
import { exitTable } from './exits-section.js';
import { initcallPicture } from './initcalls-section.js';
import { type BoxRoom, MAX_PAGE_BOXES, profilePieces } from './profile-section.js';
import { dataTable, figure, type HtmlColumn, type Section } from './section.js';
import { slowTables } from './slow-sections.js';
import { bootPicture } from './timeline-section.js';

const UNICODE = { unicode: true };

/** Every value of every row, and the numbers that sum them up. */
export function spreadSection({ timelines, summary, comparison }: BootsReport): Section | null {
  if (summary === null || summary.length === 0) return null;
  const key = markup`<p class="soft">Each row has its own scale, from its smallest to its largest value. Warm-ups and boots that failed are not in it. Dots are boots, the box holds the middle half, the upright line is the median, the line below it the 95 % interval of the median, rings are outliers.</p>
`;
  return {
    id: 'spread',
    title: 'Spread over the boots',
    body: [
      figure(drawSpread(spreadRows(timelines, summary))),
      key,
      markup`<details class="numbers"><summary>The same as a table</summary>${dataTable('Statistics of each row', summaryColumns(summary, comparison?.names), summary)}</details>
`,
    ],
  };
}

function summaryColumns(
  rows: readonly SummaryRow[],
  names: SideNames = PLAIN_NAMES,
): readonly HtmlColumn<SummaryRow>[] {
  const unit = pickUnit(largestNs(rows), UNICODE);
  const time = (head: string, value: (row: SummaryRow) => number | null): HtmlColumn<SummaryRow> => ({
    head,
    look: 'number',
    cell: (row) => writeNumber(value(row), unit),
  });
  return [
    { head: unit.name, look: 'text', cell: ({ name }) => rowTitle(name) },
    { head: 'side', look: 'text', cell: ({ side }) => (side === undefined ? '' : names[side]) },
    { head: 'n', look: 'number', cell: ({ n }) => `${n}` },
    { ...time('median', (row) => row.medianNs), cell: ({ medianNs }) => writeRowNumber(medianNs, unit) },
    { head: '95 % of the median', look: 'number', cell: ({ ciNs }) => interval(ciNs, unit) },
    time('mean', (row) => row.meanNs),
    time('stddev', (row) => row.stddevNs),
    time('min', (row) => row.minNs),
    time('max', (row) => row.maxNs),
    time('p95', (row) => row.p95Ns),
    { head: 'outliers', look: 'number', cell: ({ outliers }) => `${outliers.length || ''}` },
  ];
}

function interval(ciNs: SummaryRow['ciNs'], unit: ReturnType<typeof pickUnit>): string {
  return ciNs === null ? '' : `${writeNumber(ciNs[0], unit)} to ${writeNumber(ciNs[1], unit)}`;
}

/** One bar per boot, and each boot in full behind its name. */
export function bootsSection({ timelines, summary, table }: BootsReport): Section | null {
  if (summary === null) return null;
  return { id: 'boots', title: 'Boots', body: bootPieces(timelines, table) };
}

function* bootPieces(timelines: readonly Timeline[], table: StageTable): Generator<Markup> {
  yield figure(drawBoots(timelines, table));
  const room: EventRoom = { left: MAX_EVENTS };
  const boxes: BoxRoom = { left: MAX_PAGE_BOXES };
  for (const timeline of timelines.slice(0, MAX_DRAWN_BOOTS)) {
    const { boot, index, totalNs } = timeline;
    const total = isMeasured(timeline) ? writeTime(totalNs, pickUnit(totalNs, UNICODE)) : 'no codes';
    yield markup`<details class="boot"><summary>${[`Boot ${index + 1}`, ...bootRoles(timeline)].join(', ')}: ${total}</summary>
<p class="soft">${[boot.input, ...bootFacts(timeline)].join(', ')}</p>
${bootPicture(timeline, table)}`;
    yield* profilePieces(timeline, table, boxes);
    yield markup`${initcallPicture(timeline, table)}${slowTables(timeline)}${exitTable(timeline)}`;
    yield* eventTables(timeline, table, room);
    yield markup`</details>\n`;
  }
  if (timelines.length > MAX_DRAWN_BOOTS) {
    yield markup`<p class="soft">${timelines.length - MAX_DRAWN_BOOTS} more boots are in the statistics but not shown here.</p>\n`;
  }
}
