/**
 * One boot as a picture: a bar per ledger row on one axis of time, then lanes of ticks for what the guest wrote. Stages
 * are full bars, gaps thin lines, setup an outline, so that they differ without colour.
 */
import type { Nanoseconds, TextChannel } from '../../trace/event.js';
import { isPoint, type TimedEvent } from '../../trace/report/timeline.js';
import { type BootPicture, type PictureRow, pictureTitle, pointRole } from '../words/boot-picture.js';
import { counted, describeRow } from '../words/ledger-words.js';
import { type Markup, markup } from '../words/markup.js';
import { pickUnit, type TimeUnit, writeRowTime, writeShare, writeTime } from '../words/time-text.js';
import { axis, bar, type Drawing, SHAPES } from './drawing.js';
import { percent, type Scale } from './scale.js';
import { stageClass } from './style.js';

const UNICODE = { unicode: true };
const AXIS_HEIGHT = 20;
const ROW_HEIGHT = 36;
const LANE_HEIGHT = 30;

/** Ticks nearer to each other than this share of the whole become one: a picture shows no more. */
const TICK_SHARE = 1 / 1500;

/** Rows of the picture, lanes below them. */
export function drawTimeline(picture: BootPicture, title: string): Drawing {
  const { rows, wholeNs, endNs, events } = picture;
  const unit = pickUnit(endNs, UNICODE);
  const scale: Scale = { from: 0, to: Math.max(endNs, 1) };
  const lanes = lanesOf(events.filter(({ timeNs }) => timeNs >= 0 && timeNs <= endNs));
  const lanesTop = AXIS_HEIGHT + rows.length * ROW_HEIGHT;
  const height = lanesTop + lanes.length * LANE_HEIGHT;
  return {
    title,
    description: `Timeline of ${writeTime(endNs, unit)}. ${rows.map((row) => describeRow(row, wholeNs, unit)).join('. ')}.`,
    height,
    body: markup`${axis(scale, unit, height)}${rows.map((row, at) =>
      drawRow(row, AXIS_HEIGHT + at * ROW_HEIGHT, { scale, unit, picture }),
    )}${lanes.map((lane, at) => drawLane(lane, lanesTop + at * LANE_HEIGHT, { scale, unit, picture }))}`,
  };
}

/** Where the bar of a row is in it, and how high: a gap is a line, a phase is thinner than the stage that it is a part of. */
const BARS: Readonly<Record<PictureRow['kind'], readonly [y: number, height: number]>> = {
  setup: [19, 12],
  stage: [19, 12],
  phase: [22, 6],
  gap: [23, 4],
  end: [19, 12],
};
/** Indentation of a phase under its stage. */
const PHASE_INDENT = 12;

interface Canvas {
  readonly scale: Scale;
  readonly unit: TimeUnit;
  readonly picture: BootPicture;
}

function drawRow(row: PictureRow, top: number, { scale, unit, picture }: Canvas): Markup {
  const { startNs, endNs, durationNs, stage } = row;
  const { wholeNs, stageNames } = picture;
  const words = describeRow(row, wholeNs, unit);
  const [y, height] = BARS[row.kind];
  const className = stage === null ? row.kind : stageClass(stageNames.indexOf(stage));
  const share = writeShare(durationNs, wholeNs);
  return markup`<g class="row" role="img" tabindex="0" aria-label="${words}" data-from="${startNs}" data-to="${endNs}"><title>${words}</title>
<rect class="hit" width="100%" height="${ROW_HEIGHT}" y="${top}" fill="none" pointer-events="all"/><text class="name" y="${top + 13}"${row.kind === 'phase' ? markup` x="${PHASE_INDENT}"` : null}>${pictureTitle(row)}</text><text x="100%" y="${top + 13}" text-anchor="end">${writeRowTime(durationNs, unit)}${share === '' ? null : markup`<tspan class="soft"> · ${share}</tspan>`}</text>
<rect class="track" y="${top + 19}" width="100%" height="12"/>${
    // The row after the last code is beyond the end of the axis.
    row.kind === 'end' ? null : bar(scale, { from: startNs, to: endNs }, { y: top + y, height, className })
  }</g>
`;
}

type LaneKind = 'codes' | 'moments' | TextChannel;

const LANES: readonly LaneKind[] = ['codes', 'moments', 'firmware-debug', 'debug-console', 'serial'];

interface Lane {
  readonly kind: LaneKind;
  readonly events: readonly TimedEvent[];
}

/** Lanes in a fixed order, those that hold something. */
function lanesOf(events: readonly TimedEvent[]): readonly Lane[] {
  const kindOf = (event: TimedEvent): LaneKind | null => {
    if (isPoint(event)) return event.kind === 'code' ? 'codes' : 'moments';
    return event.kind === 'text' ? event.channel : null;
  };
  return LANES.map((kind) => ({ kind, events: events.filter((event) => kindOf(event) === kind) })).filter(
    (lane) => lane.events.length > 0,
  );
}

function drawLane({ kind, events }: Lane, top: number, { scale, picture }: Canvas): Markup {
  const isOfPoints = kind === 'codes' || kind === 'moments';
  const summary = isOfPoints ? describePoints(events, picture) : counted(events.length, 'line');
  return markup`<g class="lane"><text class="name" y="${top + 12}">${kind}</text><text class="soft" x="100%" y="${top + 12}" text-anchor="end">${summary}</text>
${gather(events, picture).map(({ className, fromNs, toNs }) =>
  className === 'mark' || className === 'revisit'
    ? markup`<svg x="${percent(scale, fromNs)}%" y="${top + 22}" overflow="visible" data-at="${fromNs}"><path class="${className}" d="${className === 'mark' ? SHAPES.diamond : SHAPES.ring}"/></svg>`
    : bar(scale, { from: fromNs, to: toNs }, { y: top + 17, height: 10, className }),
)}</g>
`;
}

/** `10, 1 mark, 2 revisits` */
function describePoints(events: readonly TimedEvent[], { markStages }: BootPicture): string {
  const roles = events.map((event) => (isPoint(event) ? pointRole(event, markStages) : 'code'));
  const several = (['mark', 'revisit'] as const).flatMap((role) => {
    const count = roles.filter((one) => one === role).length;
    return count === 0 ? [] : [counted(count, role)];
  });
  return [`${events.length}`, ...several].join(', ');
}

interface Tick {
  readonly className: string;
  readonly fromNs: Nanoseconds;
  toNs: Nanoseconds;
}

/** One tick per event, or per crowd of events of one look. */
function gather(events: readonly TimedEvent[], picture: BootPicture): readonly Tick[] {
  const latest = new Map<string, Tick>();
  const ticks: Tick[] = [];
  for (const event of events) {
    const className = looks(event, picture);
    const last = latest.get(className);
    if (last && event.timeNs - last.toNs <= picture.endNs * TICK_SHARE) {
      last.toNs = event.timeNs;
      continue;
    }
    const tick = { className, fromNs: event.timeNs, toNs: event.timeNs };
    latest.set(className, tick);
    ticks.push(tick);
  }
  return ticks;
}

function looks(event: TimedEvent, picture: BootPicture): string {
  if (!isPoint(event)) return 'text';
  const role = pointRole(event, picture.markStages);
  return role === 'code' ? stageClass(picture.stageNames.indexOf(event.stage ?? '')) : role;
}
