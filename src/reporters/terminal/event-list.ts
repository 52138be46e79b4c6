/** A boot's events, one line each: when, how long after the one of its kind before, what. */
import { formatCode } from '../../trace/event.js';
import { isToldByText } from '../../trace/profile/initcall.js';
import { isPoint, type TimedEvent, type Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { extentBar } from '../words/bars.js';
import { eventSubject, eventWords, unusualPort } from '../words/event-words.js';
import { pickUnit, writeDelta, writeNumber } from '../words/time-text.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Paint, Palette } from './palette.js';

/** Below this width everything but time and code is cut short. */
const NARROW = 60;

/** Lines of the list. */
export function* renderEvents(
  timeline: Timeline,
  stageNames: readonly string[],
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const events = timeline.events.filter((event) => !isToldByText(event));
  yield* renderGrid(eventColumns(events, stageNames, palette, context), events, context);
}

function eventColumns(
  events: readonly TimedEvent[],
  stageNames: readonly string[],
  palette: Palette,
  context: RenderContext,
): readonly Column<TimedEvent>[] {
  const unit = pickUnit(events.at(-1)?.timeNs ?? 0, context);
  const paint = (event: TimedEvent): Paint => {
    if (!isPoint(event) || event.revisit || event.stage === null) return palette.faint;
    return palette.stage(stageNames.indexOf(event.stage));
  };
  const severalVcpus = events.some((event) => event.vcpu !== null && event.vcpu !== 0);
  const longest = events.reduce((most, event) => (isPoint(event) ? Math.max(most, event.deltaNs) : most), 1);
  return [
    { head: `time ${unit.name}`, align: 'right', text: (event) => writeNumber(event.timeNs, unit) },
    {
      head: 'delta',
      align: 'right',
      text: (event) => writeDelta(event.deltaNs, unit),
      paint: () => palette.faint,
      drop: 0.2,
    },
    {
      align: 'bar',
      min: 8,
      max: 16,
      head: () => '',
      bar: (event, width) => deltaLength(event, longest, { width, unicode: context.unicode }),
      paint,
    },
    { head: 'stage', align: 'left', text: eventSubject, paint },
    {
      head: 'code',
      align: 'left',
      text: (event) => (event.kind === 'code' ? formatCode(event.code) : ''),
      paint,
    },
    {
      head: 'name',
      align: 'left',
      text: eventWords,
      paint: noteworthy(palette),
      min: context.columns < NARROW ? 10 : 24,
    },
    { head: 'port', align: 'left', text: unusualPort, drop: 2 },
    { head: 'vcpu', align: 'right', text: (event) => (severalVcpus ? `${event.vcpu ?? ''}` : ''), drop: 3 },
    {
      head: 'line',
      align: 'right',
      text: (event) => `${event.line ?? ''}`,
      paint: () => palette.faint,
      drop: 1,
    },
  ];
}

function deltaLength(
  event: TimedEvent,
  longestNs: number,
  style: { width: number; unicode: boolean },
): string {
  return isPoint(event) && event.deltaNs > 0
    ? extentBar({ start: 0, end: event.deltaNs / longestNs }, style)
    : '';
}

function noteworthy(palette: Palette): (event: TimedEvent) => Paint {
  const plain: Paint = (text) => text;
  return (event) =>
    event.kind === 'text' ||
    ((event.kind === 'code' || event.kind === 'moment') && (!isPoint(event) || event.revisit))
      ? palette.faint
      : plain;
}
