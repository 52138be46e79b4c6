/** The initcalls of a boot on one axis of time: all of them in one strip, then a row for each of the slowest. */
import type { Nanoseconds } from '../../trace/event.js';
import { type Markup, markup } from '../words/markup.js';
import { shortText } from '../words/short-text.js';
import type { SlowInitcalls, TimedInitcall } from '../words/slow-initcalls.js';
import { pickUnit, type TimeUnit, writeNumber, writeShare, writeTime } from '../words/time-text.js';
import { axis, bar, type Drawing } from './drawing.js';
import { percentWidth, type Scale } from './scale.js';

const AXIS_HEIGHT = 20;
const ROW_HEIGHT = 36;

/** Narrower than this many percent, an initcall in the strip is nothing on any screen. */
const LEAST_WIDTH = 0.05;

/** Rows in order of time. `className` is the colour of the kernel's stage. */
export function drawInitcalls(found: SlowInitcalls, className: string): Drawing {
  const { all, slowest, wholeNs } = found;
  const timed = all.filter((one): one is TimedInitcall => one.durationNs !== null);
  const fromNs = timed[0]!.startNs;
  const toNs = timed.reduce((latest, one) => Math.max(latest, endOf(one)), fromNs + 1);
  const scale: Scale = { from: fromNs, to: toNs };
  const unit = pickUnit(toNs, { unicode: true });
  const rows = slowest.toSorted((a, b) => a.startNs - b.startNs);
  const height = AXIS_HEIGHT + (rows.length + 1) * ROW_HEIGHT;
  const canvas: Canvas = { scale, unit, wholeNs, className };
  return {
    title: 'Initcalls',
    description: `${all.length} initcalls in ${writeTime(wholeNs, unit)}. ${rows.map((row) => describe(row, canvas)).join('. ')}.`,
    height,
    body: markup`${axis(scale, unit, height)}${drawStrip(timed, canvas)}${rows.map((row, at) =>
      drawRow(row, AXIS_HEIGHT + (at + 1) * ROW_HEIGHT, canvas),
    )}`,
  };
}

interface Canvas {
  readonly scale: Scale;
  readonly unit: TimeUnit;
  readonly wholeNs: Nanoseconds;
  readonly className: string;
}

function endOf({ startNs, durationNs }: TimedInitcall): Nanoseconds {
  return startNs + durationNs;
}

function describe(one: TimedInitcall, { unit, wholeNs }: Canvas): string {
  const share = `${writeShare(one.durationNs, wholeNs)} of all initcalls`;
  const from = `from ${writeNumber(one.startNs, unit)} to ${writeTime(endOf(one), unit)}`;
  return `${shortText(one.name)}: ${writeTime(one.durationNs, unit)}, ${share}, ${from}`;
}

function drawStrip(timed: readonly TimedInitcall[], { scale, unit, wholeNs, className }: Canvas): Markup {
  const wide = timed.filter((one) => percentWidth(scale, one.startNs, endOf(one)) >= LEAST_WIDTH);
  const bars = wide.map((one, at) =>
    bar(
      scale,
      { from: one.startNs, to: endOf(one) },
      { y: AXIS_HEIGHT + 19, height: 12, className: `${className} strip-${at % 2}` },
    ),
  );
  const words = `all ${timed.length} initcalls: ${writeTime(wholeNs, unit)}`;
  return drawLine({ name: `all ${timed.length}`, value: writeTime(wholeNs, unit), words }, AXIS_HEIGHT, bars);
}

function drawRow(one: TimedInitcall, top: number, canvas: Canvas): Markup {
  const { scale, unit, wholeNs, className } = canvas;
  const value = `${writeTime(one.durationNs, unit)} · ${writeShare(one.durationNs, wholeNs)}`;
  const stretch = { from: one.startNs, to: endOf(one) };
  return drawLine({ name: shortText(one.name), value, words: describe(one, canvas) }, top, [
    bar(scale, stretch, { y: top + 19, height: 12, className }),
  ]);
}

interface Line {
  readonly name: string;
  readonly value: string;
  /** For screen readers. */
  readonly words: string;
}

function drawLine({ name, value, words }: Line, top: number, bars: readonly Markup[]): Markup {
  return markup`<g class="row" role="img" tabindex="0" aria-label="${words}"><title>${words}</title>
<rect class="hit" width="100%" height="${ROW_HEIGHT}" y="${top}" fill="none" pointer-events="all"/><text class="name" y="${top + 13}">${name}</text><text x="100%" y="${top + 13}" text-anchor="end">${value}</text>
<rect class="track" y="${top + 19}" width="100%" height="12"/>${bars}</g>
`;
}
