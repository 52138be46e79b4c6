/** Bars of text: where a part of the boot lies in the whole. Eighth blocks, or ASCII; readable without colour. */

const LEFT_EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'] as const;

/** A part of the whole: shares from 0 to 1. */
export interface Extent {
  readonly start: number;
  readonly end: number;
}

export interface BarStyle {
  /** In cells, at least 1. */
  readonly width: number;
  readonly unicode: boolean;
}

/** A bar from start to end on a line of `width` cells. However short, it leaves a mark. */
export function extentBar({ start, end }: Extent, { width, unicode }: BarStyle): string {
  const cellAt = unicode ? blockCell : asciiCell;
  let bar = '';
  for (let cell = 0; cell < width; cell++) {
    const from = Math.max(start * width - cell, 0);
    const to = Math.min(end * width - cell, 1);
    bar += to > from ? cellAt(from, to) : ' ';
  }
  if (bar.trim() !== '') return bar;
  const at = Math.min(Math.floor(start * width), width - 1);
  const atEnd = start * width - at >= 0.5;
  const tick = unicode ? (atEnd ? '▕' : '▏') : '|';
  return `${' '.repeat(at)}${tick}${' '.repeat(width - at - 1)}`;
}

/** The character for a cell that is covered from `from` to `to` (shares of the cell). */
function blockCell(from: number, to: number): string {
  if (from < 1 / 16) return LEFT_EIGHTHS[Math.round(to * 8)] || ' ';
  if (to < 15 / 16) return to - from < 1 / 16 ? ' ' : '│';
  const covered = 1 - from;
  if (covered >= 0.75) return '█';
  if (covered >= 0.3) return '▐';
  return covered >= 1 / 16 ? '▕' : ' ';
}

function asciiCell(from: number, to: number): string {
  return to - from >= 0.5 ? '#' : ' ';
}

/** A stretch of one character: what differs from a bar without colour. However short, it leaves a mark. */
export function extentLine({ start, end }: Extent, width: number, character: string): string {
  const first = Math.min(Math.floor(start * width + 0.5), width - 1);
  const last = Math.min(Math.max(Math.floor(end * width + 0.5), first + 1), width);
  return `${' '.repeat(first)}${character.repeat(last - first)}${' '.repeat(width - last)}`;
}

export interface Tick {
  /** From 0 to 1. */
  readonly at: number;
  readonly character: string;
}

/** Single characters at places of a line of `width` cells; where two meet, the later one is seen. */
export function tickLine(ticks: readonly Tick[], width: number): string {
  const cells = new Array<string>(width).fill(' ');
  for (const { at, character } of ticks) cells[Math.min(Math.floor(at * width), width - 1)] = character;
  return cells.join('');
}

/** A bar from the middle: to the right for more, to the left for less. `share` from -1 to 1; empty at 0. */
export function deltaBar(share: number, { width, unicode }: BarStyle): string {
  const half = Math.floor((width - 1) / 2);
  const length = Math.min(Math.round(Math.abs(share) * half), half);
  const [block, middle] = unicode ? ['█', '│'] : ['#', '|'];
  const left = share < 0 ? block.repeat(length) : '';
  const right = share > 0 ? block.repeat(length) : '';
  return `${left.padStart(half)}${middle}${right.padEnd(half)}`;
}
