/** The longest silences of a boot that its text tells of, each with the lines around it. */
import { silencesOf } from '../../trace/report/silences.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { describeLine, describePlace } from '../words/silence-words.js';
import { truncate } from '../words/text-width.js';
import { pickUnit, writeTime } from '../words/time-text.js';
import type { Palette } from './palette.js';

/** A list is for the eye: three explain most of a boot. */
const MOST_SHOWN = 3;

/** Empty if there is none. */
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
