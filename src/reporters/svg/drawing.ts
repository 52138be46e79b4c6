/**
 * What all drawings are made of. Across, everything stands in percent of the width and text keeps its size, so that one
 * drawing is read on a phone, on a wide screen and on paper; down, in pixels. What a page may zoom says its times in
 * data-from and data-to, or in data-at.
 */
import { printable } from '../../trace/printable.js';
import { type Markup, markup } from '../words/markup.js';
import { wrap } from '../words/text-width.js';
import { AXIS_BASELINE, AXIS_LINE_TOP, axisMarks, percent, percentWidth, type Scale } from './scale.js';
import { DRAWING_STYLE } from './style.js';

export interface Drawing {
  readonly title: string;
  /** The content in a sentence or two, for screen readers. */
  readonly description: string;
  /** In pixels. */
  readonly height: number;
  readonly body: Markup;
}

/** Lines across all rows at round times, with labels in the drawing's first 16 pixels. */
export function axis(
  scale: Scale,
  unit: { readonly ns: number; readonly name: string },
  height: number,
): Markup {
  return markup`<g class="axis" aria-hidden="true">${axisMarks(scale, unit).map(
    ({ at, text, anchor }) =>
      markup`<line x1="${at}%" x2="${at}%" y1="${AXIS_LINE_TOP}" y2="${height}"/><text x="${at}%" y="${AXIS_BASELINE}" text-anchor="${anchor}">${text}</text>`,
  )}</g>`;
}

/** A stretch below this share of the drawing gets a line, because it would otherwise be invisible. */
const LEAST_SHARE = 0.25;

/** A stretch of time as a bar that can be zoomed; however short, it leaves a mark. */
export function bar(
  scale: Scale,
  { from, to }: Scale,
  { y, height, className }: { readonly y: number; readonly height: number; readonly className: string },
): Markup {
  const at = percent(scale, from);
  const width = percentWidth(scale, from, to);
  const box = markup`<rect class="${className}" x="${at}%" width="${width}%" data-from="${from}" data-to="${to}" y="${y}" height="${height}"/>`;
  const line = markup`<line class="${className} tick" x1="${at}%" x2="${at}%" data-at="${from}" y1="${y}" y2="${y + height}"/>`;
  return markup`${to > from ? box : null}${width < LEAST_SHARE ? line : null}`;
}

/** A shape of a few pixels at a place in percent; its path is drawn around 0,0. */
export function symbol(at: number, y: number, path: string, className: string): Markup {
  return markup`<svg x="${at}%" y="${y}" overflow="visible"><path class="${className}" d="${path}"/></svg>`;
}

/** Shapes of `symbol`. */
export const SHAPES = {
  diamond: 'M0-5 5 0 0 5-5 0Z',
  up: 'M0-5 5 4H-5Z',
  down: 'M0 5 5-4H-5Z',
  ring: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0Z',
  dot: 'M-3 0a3 3 0 1 0 6 0a3 3 0 1 0-6 0Z',
} as const;

const HEADING_HEIGHT = 34;

/** Drawings below each other, each under its title when there are several. */
export function stack(title: string, parts: readonly Drawing[]): Drawing {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return { ...only, title };
  let top = 0;
  const bodies = parts.map((part) => {
    const heading = markup`<text class="heading" y="${top + 14}">${part.title}</text>`;
    const body = markup`${heading}<svg y="${top + HEADING_HEIGHT}" width="100%" height="${part.height}" overflow="visible">${part.body}</svg>`;
    top += HEADING_HEIGHT + part.height + HEADING_HEIGHT / 2;
    return body;
  });
  const description = parts.map((part) => `${part.title}. ${part.description}`).join(' ');
  return { title, description, height: top, body: markup`${bodies}` };
}

const LINE_HEIGHT = 20;

export interface DrawnLine {
  readonly text: string;
  /** Of `style.ts`. */
  readonly className: string;
}

/** Text from anywhere on as many lines as it needs; about `columns` characters fit across. */
export function wrappedLines(text: string, className: string, columns: number): readonly DrawnLine[] {
  return wrap(printable(text), columns).map((line) => ({ text: line, className }));
}

/** Lines of text, for what has no better picture. */
export function drawLines(title: string, lines: readonly DrawnLine[]): Drawing {
  return {
    title,
    description: lines.map(({ text }) => text).join('. '),
    height: lines.length * LINE_HEIGHT,
    body: markup`${lines.map(({ text, className }, at) => markup`<text class="${className}" y="${at * LINE_HEIGHT + 14}">${text}</text>`)}`,
  };
}

/** Around a drawing that stands alone: symbols at its edges reach beyond them. */
const MARGIN = 20;

/** A drawing as a file of its own under a few lines: nothing in it runs, nothing is fetched. `width` in pixels. */
export function standalone(
  { title, description, height, body }: Drawing,
  lead: Drawing,
  width: number,
): Markup {
  const top = MARGIN + lead.height + MARGIN / 2;
  const whole = top + height + MARGIN;
  const inner = width - 2 * MARGIN;
  return markup`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${whole}" viewBox="0 0 ${width} ${whole}" role="img" aria-labelledby="title desc">
<title id="title">${title}</title>
<desc id="desc">${description}</desc>
<style>${DRAWING_STYLE}</style>
<rect class="paper" width="${width}" height="${whole}"/>
<svg x="${MARGIN}" y="${MARGIN}" width="${inner}" height="${lead.height}" overflow="visible">${lead.body}</svg>
<svg x="${MARGIN}" y="${top}" width="${inner}" height="${height}" overflow="visible">${body}</svg>
</svg>
`;
}
