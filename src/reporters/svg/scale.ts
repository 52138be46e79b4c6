/**
 * A scale: where values stand across a drawing, and which round ones its axis shows. The pictures and the script of the
 * page share it, so that a timeline keeps its axis when a reader zooms.
 */
import type { Nanoseconds } from '../../trace/event.js';

/** A stretch of values that goes across a drawing, from its left edge to its right one. */
export interface Scale {
  readonly from: number;
  readonly to: number;
}

/** Where a value stands, in percent; the middle when the scale has no length. */
export function percent({ from, to }: Scale, value: number): number {
  if (to <= from) return 50;
  return Math.round(((value - from) / (to - from)) * 1e5) / 1e3;
}

/** How far a stretch goes, in percent. */
export function percentWidth(scale: Scale, start: number, end: number): number {
  return Math.max(0, Math.round((percent(scale, end) - percent(scale, start)) * 1e3) / 1e3);
}

/** What rounding adds to a place that was computed, in parts of the whole. */
const ROUNDING = 1e-9;

/** Round values within the scale, at most `most` steps of 1, 2 or 5 times a power of ten; never less than one apart. */
export function ticks({ from, to }: Scale, most: number): readonly number[] {
  if (to <= from) return [from];
  const rough = (to - from) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(
    1,
    power * ([1, 2, 5, 10].find((factor) => power * factor >= rough * (1 - ROUNDING)) ?? 10),
  );
  const first = Math.ceil(from / step - ROUNDING);
  const last = Math.floor(to / step + ROUNDING);
  return Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);
}

/** `20 ms`: a round time without needless decimals. */
export function tickText(
  timeNs: Nanoseconds,
  { ns, name }: { readonly ns: number; readonly name: string },
): string {
  return `${Number((timeNs / ns).toPrecision(12))} ${name}`;
}

/** Where the text of a tick stands: at the edges it must not leave the drawing. */
export function anchorAt(place: number): 'start' | 'middle' | 'end' {
  if (place < 4) return 'start';
  return place > 96 ? 'end' : 'middle';
}

/** Where the lines of an axis of time begin, and the baseline of its texts, in pixels from the top of the drawing. */
export const AXIS_LINE_TOP = 18;
export const AXIS_BASELINE = 11;

export interface AxisMark {
  /** In percent. */
  readonly at: number;
  readonly text: string;
  readonly anchor: 'start' | 'middle' | 'end';
}

/** The marks of an axis of time. */
export function axisMarks(
  scale: Scale,
  unit: { readonly ns: number; readonly name: string },
): readonly AxisMark[] {
  return ticks(scale, 6).map((value) => {
    const at = percent(scale, value);
    return { at, text: tickText(value, unit), anchor: anchorAt(at) };
  });
}
