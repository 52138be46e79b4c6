/** The initcalls of a boot, where they were marked or its kernel printed them: when the slowest ran, and how long. */
import { whereaboutsIn } from '../../trace/profile/whereabouts.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';
import { bootStages } from '../../trace/stage-table.js';
import { drawInitcalls } from '../svg/initcalls.js';
import { stageClass } from '../svg/style.js';
import { type Markup, markup } from '../words/markup.js';
import { shortText } from '../words/short-text.js';
import {
  describeInitcalls,
  describeUnreturned,
  describeWhereabouts,
  slowInitcalls,
  type TimedInitcall,
} from '../words/slow-initcalls.js';
import { pickUnit, writeNumber, writeShare, writeTime } from '../words/time-text.js';
import { dataTable, figure, type HtmlColumn } from './section.js';

const UNICODE = { unicode: true };
const MOST_DRAWN = 12;
const MOST_ROWS = 50;

/** Chart and table; null when none are known. */
export function initcallPicture(timeline: Timeline, table: StageTable): Markup | null {
  const found = slowInitcalls(timeline, MOST_ROWS);
  if (found === null) return null;
  const { slowest, wholeNs } = found;
  const { profile } = timeline.boot;
  const mostlyIn = whereaboutsIn(profile);
  const unit = pickUnit(timeline.events.at(-1)?.timeNs ?? 0, UNICODE);
  const whereabouts: HtmlColumn<TimedInitcall> = {
    head: 'mostly in',
    look: 'wrap',
    cell: (one) => describeWhereabouts(mostlyIn(one), one),
  };
  const columns: readonly HtmlColumn<TimedInitcall>[] = [
    { head: 'initcall', look: 'wrap', cell: ({ name }) => shortText(name) },
    { head: unit.name, look: 'number', cell: ({ durationNs }) => writeNumber(durationNs, unit) },
    { head: 'share', look: 'number', cell: ({ durationNs }) => writeShare(durationNs, wholeNs) },
    { head: 'began at', look: 'number', cell: ({ startNs }) => writeNumber(startNs, unit) },
    ...(profile === undefined ? [] : [whereabouts]),
  ];
  const drawn = { ...found, slowest: slowest.slice(0, MOST_DRAWN) };
  const className = stageClass(bootStages(table).indexOf('kernel'));
  const unreturned = describeUnreturned(found, (timeNs) => writeTime(timeNs, unit));
  const hung = unreturned === null ? null : markup`<p>${unreturned}</p>\n`;
  if (slowest.length === 0) return hung;
  return markup`<p>${describeInitcalls(found, writeTime(wholeNs, unit))}.</p>
${hung}${figure(drawInitcalls(drawn, className))}<details class="numbers"><summary>Slowest initcalls, as a table</summary>
${dataTable('Slowest initcalls', columns, slowest)}</details>
`;
}
