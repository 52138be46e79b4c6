/** Why a stage took so long, as far as the monitor knows: what made the guest leave, dearest first. */
import type { ExitCount } from '../../trace/boot.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { Timeline } from '../../trace/report/timeline.js';
import { describeAccess, exitCosts } from '../words/exit-words.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, writeNumber, writeShare, writeTime } from '../words/time-text.js';
import { dataTable, type HtmlColumn } from './section.js';

const UNICODE = { unicode: true };
const MOST_ROWS = 50;

/** Table and sum; null when exits were not counted or weigh nothing. */
export function exitTable(timeline: Timeline): Markup | null {
  const costs = exitCosts(timeline);
  if (costs === null) return null;
  const { telling, wholeNs, count, totalNs } = costs;
  const unit = pickUnit(telling[0]!.totalNs, UNICODE);
  const columns: readonly HtmlColumn<ExitCount>[] = [
    { head: 'stage', look: 'text', cell: ({ stage }) => rowTitle(stage) },
    { head: 'exits', look: 'number', cell: (row) => `${row.count}` },
    { head: 'for', look: 'wrap', cell: describeAccess },
    { head: unit.name, look: 'number', cell: (row) => writeNumber(row.totalNs, unit) },
    { head: 'share', look: 'number', cell: (row) => writeShare(row.totalNs, wholeNs) },
  ];
  const cost = writeTime(totalNs, pickUnit(totalNs, UNICODE));
  return markup`${dataTable('What made the guest exit', columns, telling.slice(0, MOST_ROWS))}<p class="soft">${count} exits cost about ${cost} (${writeShare(totalNs, wholeNs)}) of this boot.</p>
`;
}
