/** The boxes of a flame graph: callers and callees, the visible boxes of a zoom, keyboard navigation, and search. */
import { percent, percentWidth, type Scale } from '../../svg/scale.js';
import { writeShare } from '../../words/time-text.js';

/** Its extent is in samples from the left edge. */
export interface Frame extends Scale {
  readonly name: string;
  /** How far down it stands, in pixels. */
  readonly row: number;
}

/** Narrower, a box is left out, in pixels. */
const LEAST_WIDTH = 0.4;

/** Approximate width of a letter, and of the margin next to a name, in pixels. */
const LETTER = 6.4;
const MARGIN = 8;

/** The caller of each box but the first. Boxes come callers first, so one pass with a stack finds them. */
export function callersOf<Box extends Frame>(frames: readonly Box[]): ReadonlyMap<Box, Box> {
  const callers = new Map<Box, Box>();
  const above: Box[] = [];
  for (const frame of frames) {
    while (above.length > 0 && above.at(-1)!.row >= frame.row) above.pop();
    const caller = above.at(-1);
    if (caller !== undefined) callers.set(frame, caller);
    above.push(frame);
  }
  return callers;
}

export interface Placed {
  /** In percent. */
  readonly x: number;
  readonly width: number;
  /** How many letters of its name there is room for. */
  readonly letters: number;
}

/** The position of a box when `view` is as wide as the drawing's `pixels`; null when it is too small to see. */
export function placeFrame(frame: Scale, view: Scale, pixels: number): Placed | null {
  const from = Math.max(frame.from, view.from);
  const to = Math.min(frame.to, view.to);
  const wide = ((to - from) / (view.to - view.from)) * pixels;
  if (wide < LEAST_WIDTH) return null;
  return {
    x: percent(view, from),
    width: percentWidth(view, from, to),
    letters: Math.floor((wide - MARGIN) / LETTER),
  };
}

/**
 * Where a key leads from a box, among those that are shown: null when there is none, undefined when the key leads
 * nowhere at all.
 */
export function boxAt<Box extends Frame>(
  key: string,
  box: Box,
  shown: readonly Box[],
  callers: ReadonlyMap<Box, Box>,
): Box | null | undefined {
  const aside = (step: number): Box | null => {
    const beside = shown.filter(({ row }) => row === box.row);
    return beside[beside.indexOf(box) + step] ?? null;
  };
  if (key === 'ArrowDown') return shown.find((other) => callers.get(other) === box) ?? null;
  if (key === 'ArrowUp') return callers.get(box) ?? null;
  if (key === 'ArrowLeft') return aside(-1);
  return key === 'ArrowRight' ? aside(1) : undefined;
}

export interface Found<Box> {
  readonly frames: ReadonlySet<Box>;
  /** `2 functions, 12.5 % of what is shown` */
  readonly words: string;
}

/** Boxes whose name holds `typed`, the first left out: it stands for the whole stage. Those within `view` are counted. */
export function search<Box extends Frame>(frames: readonly Box[], typed: string, view: Frame): Found<Box> {
  const text = typed.trim().toLowerCase();
  if (text === '') return { frames: new Set(), words: '' };
  const found = frames.slice(1).filter(({ name }) => name.toLowerCase().includes(text));
  const names = new Set<string>();
  let samples = 0;
  let end = view.from;
  for (const { name, row, from, to } of found) {
    if (row < view.row || from < view.from || to > view.to) continue;
    names.add(name);
    // What a found function called is counted with it.
    if (from < end) continue;
    samples += to - from;
    end = to;
  }
  const functions = names.size === 1 ? 'function' : 'functions';
  const share = writeShare(samples, view.to - view.from);
  return { frames: new Set(found), words: `${names.size} ${functions}, ${share} of what is shown` };
}
