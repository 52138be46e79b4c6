/** Many boots as a picture: one bar per boot on one axis of time, cut into its stages, so that the odd one is seen. */
import { isMeasured, type Timeline } from '../../trace/report/timeline.js';
import type { StageTable } from '../../trace/stage-table.js';
import { type PictureRow, pictureOf } from '../words/boot-picture.js';
import { bootRoles } from '../words/headline.js';
import { counted, describeRow } from '../words/ledger-words.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, type TimeUnit, writeTime } from '../words/time-text.js';
import { axis, type Drawing } from './drawing.js';
import { percent, percentWidth, type Scale } from './scale.js';
import { stageClass } from './style.js';

/** More are not drawn: a picture of more could not be read. */
export const MAX_DRAWN_BOOTS = 100;

const AXIS_HEIGHT = 22;
const ROW_HEIGHT = 34;

/** The first boots, one below the other. */
export function drawBoots(timelines: readonly Timeline[], table: StageTable): Drawing {
  const drawn = timelines.slice(0, MAX_DRAWN_BOOTS);
  const longestNs = drawn.reduce((most, { totalNs }) => Math.max(most, totalNs), 0);
  const unit = pickUnit(longestNs, { unicode: true });
  const scale: Scale = { from: 0, to: Math.max(longestNs, 1) };
  const height = AXIS_HEIGHT + drawn.length * ROW_HEIGHT;
  return {
    title: `${counted(drawn.length, 'boot')}, one bar each`,
    description: drawn.map((timeline) => describeBoot(timeline, unit)).join('. '),
    height,
    body: markup`${axis(scale, unit, height)}${drawn.map((timeline, at) =>
      drawBoot(timeline, AXIS_HEIGHT + at * ROW_HEIGHT, { scale, unit, table }),
    )}`,
  };
}

function describeBoot(timeline: Timeline, unit: TimeUnit): string {
  const total = isMeasured(timeline) ? writeTime(timeline.totalNs, unit) : 'no codes';
  return `boot ${timeline.index + 1}: ${total}`;
}

interface Canvas {
  readonly scale: Scale;
  readonly unit: TimeUnit;
  readonly table: StageTable;
}

/** Phases are parts of stages that are drawn. */
function isBar({ kind }: PictureRow): boolean {
  return kind !== 'phase' && kind !== 'end';
}

function drawBoot(timeline: Timeline, top: number, { scale, unit, table }: Canvas): Markup {
  const { rows, totalNs, wholeNs, stageNames } = pictureOf(timeline, table);
  const total = isMeasured(timeline) ? writeTime(totalNs, unit) : 'no codes';
  const ended = timeline.boot.stop === null ? '' : `, ended by ${timeline.boot.stop.reason}`;
  return markup`<g class="boot"><text class="name" y="${top + 10}">${[`boot ${timeline.index + 1}`, ...bootRoles(timeline)].join(', ')}</text><text x="100%" y="${top + 10}" text-anchor="end">${total}<tspan class="soft">${ended}</tspan></text>
<rect class="track" y="${top + 14}" width="100%" height="10"/>${rows.filter(isBar).map((row) => {
    const [y, height] = row.kind === 'gap' ? [top + 17, 4] : [top + 14, 10];
    const className = row.kind === 'stage' ? stageClass(stageNames.indexOf(row.name)) : row.kind;
    return markup`<rect class="${className}" x="${percent(scale, row.startNs)}%" width="${percentWidth(scale, row.startNs, row.endNs)}%" y="${y}" height="${height}"><title>${describeRow(row, wholeNs, unit)}</title></rect>`;
  })}</g>
`;
}
