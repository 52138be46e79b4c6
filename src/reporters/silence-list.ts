/** The longest silences of a boot that its text tells of, each with the lines around it. */
import { printable } from '../trace/printable.js';
import { rowTitle } from '../trace/row-title.js';
import { type Silence, type SilentLine, silencesOf } from '../trace/silences.js';
import type { Timeline } from '../trace/timeline.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { shortText } from './short-text.js';
import { truncate } from './text-width.js';
import { pickUnit, type TimeUnit, writeNumber, writeTime } from './time-text.js';

/** A list is for the eye: three explain most of a boot. */
const MOST_SHOWN = 3;

/** Nothing where there is none. */
export function* renderSilences(
  timeline: Pick<Timeline, 'events' | 'ledger'>,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const silences = silencesOf(timeline).slice(0, MOST_SHOWN);
  if (silences.length === 0) return;
  const unit = pickUnit(timeline.events.at(-1)?.timeNs ?? 0, context);
  const cut = (text: string): string => truncate(text, context.columns, context.unicode ? '…' : '...');
  yield `${palette.faint('longest silences')}\n`;
  for (const silence of silences) {
    const { after, before, durationNs } = silence;
    yield `${palette.strong(cut(`${writeTime(durationNs, unit)} ${describePlace(silence, unit)}`))}\n`;
    yield `${palette.faint(cut(`  after   ${describeLine(after)}`))}\n`;
    yield `${palette.faint(cut(`  before  ${describeLine(before)}`))}\n`;
  }
}

/** `in kernel, from 12.000 on`. */
export function describePlace({ row, startNs }: Silence, unit: TimeUnit): string {
  const place = row === null ? 'behind the last code' : `in ${shortText(rowTitle(row))}`;
  return `${place}, from ${writeNumber(startNs, unit)} on`;
}

/** The text on one line, behind the number of its line. */
export function describeLine({ line, text }: SilentLine): string {
  return `${line === null ? '' : `line ${line}: `}${printable(text)}`;
}
