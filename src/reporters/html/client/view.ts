/** The part of a timeline that is shown: how it is zoomed and moved, and where shapes stand in it. */
import { percent, type Scale } from '../../svg/scale.js';
import { pickUnit, writeNumber } from '../../words/time-text.js';

/** No part is shorter, in nanoseconds: a picture of less says nothing. */
const SHORTEST = 1000;

/** The part nearest to `wanted` that lies within the whole and is not too short. */
export function within(total: number, wanted: Scale): Scale {
  const span = Math.min(Math.max(wanted.to - wanted.from, Math.min(SHORTEST, total)), total);
  const from = Math.min(Math.max(wanted.from, 0), total - span);
  return { from, to: from + span };
}

/** A factor below 1 zooms in; `share` is the place across that stays where it is. */
export function zoomed(view: Scale, factor: number, share = 0.5): Scale {
  const span = view.to - view.from;
  const fixed = view.from + span * share;
  return { from: fixed - span * factor * share, to: fixed + span * factor * (1 - share) };
}

/** By a share of what is shown; to the right when it is positive. */
export function moved({ from, to }: Scale, share: number): Scale {
  const way = (to - from) * share;
  return { from: from + way, to: to + way };
}

/** A stretch with some room on both sides. */
export function around({ from, to }: Scale, total: number): Scale {
  const room = (to - from) * 0.05 || total / 200;
  return { from: from - room, to: to + room };
}

export function isWhole({ from, to }: Scale, total: number): boolean {
  return to - from >= total;
}

/** `120.000 to 360.001 ms`; empty when all is shown. */
export function describeView(view: Scale, total: number): string {
  if (isWhole(view, total)) return '';
  const unit = pickUnit(total, { unicode: true });
  return `${writeNumber(view.from, unit)} to ${writeNumber(view.to, unit)} ${unit.name}`;
}

/** Where a time stands, in percent. Far outside of the view a percentage loses its precision; just outside does as well. */
export function placeAt(view: Scale, time: number): number {
  return Math.min(Math.max(percent(view, time), -50), 150);
}

/** Where the bar of a stretch begins, and how far it goes, in percent. */
export function placeBar(view: Scale, { from, to }: Scale): { readonly x: number; readonly width: number } {
  const x = placeAt(view, from);
  return { x, width: placeAt(view, to) - x };
}
