/**
 * A flame graph (Brendan Gregg, "The Flame Graph", ACM Queue 14(2), 2016) with its root at the top: a box is a function,
 * as wide as it has samples, and below it stands what it called, the largest first. Across has no order in time.
 */
import type { ProfileStack } from '../../trace/profile/profile.js';
import { hotFunctions, type ProfileNode, profileTree } from '../../trace/profile/profile-tree.js';
import { rowTitle } from '../../trace/report/row-title.js';
import { counted } from '../words/ledger-words.js';
import { type Markup, markup } from '../words/markup.js';
import { shortText } from '../words/short-text.js';
import { writeShare } from '../words/time-text.js';
import type { Drawing } from './drawing.js';
import { FRAME_TEXT, frameText } from './frame-text.js';
import { percent, percentWidth, type Scale } from './scale.js';
import { stageClass } from './style.js';

/** Height of a box with the line below it, in pixels. */
const ROW = 18;

/** Width of a page's drawing as far as names are cut for it, and how far a reader may zoom: in pixels. */
const PAGE_WIDTH = 980;
const ZOOMED_WIDTH = 4000;

/** Narrower boxes are not visible, in pixels of a picture without zoom. */
const LEAST_WIDTH = 2;

/** Of a letter, about, in pixels. */
const LETTER = 6.66;

/** How many shades of a colour tell neighbours apart. */
const SHADES = 4;

interface FlameLimits {
  /** Maximum number of boxes. */
  readonly most: number;
  /** How many of the narrowest boxes the width has room for. */
  readonly parts: number;
}

export interface FlameBox {
  readonly name: string;
  readonly depth: number;
  /** In samples from the left edge. */
  readonly from: number;
  readonly to: number;
  readonly self: number;
}

/**
 * Callers before their callees, left to right, without boxes below a share of 1 in `parts`. If there are more than
 * `most`, the smallest are left out.
 */
export function flameBoxes(root: ProfileNode, { most, parts }: FlameLimits): readonly FlameBox[] {
  const sizes = [...totals(root)].sort((a, b) => b - a);
  // Of equals all are left out or none.
  const least = Math.max(root.total / parts, sizes.length > most ? sizes[most]! + 1 : 1);
  return [...boxes(root, { least, depth: 0, from: 0 })];
}

function* totals(node: ProfileNode): Generator<number> {
  yield node.total;
  for (const child of node.children) yield* totals(child);
}

interface Start {
  readonly least: number;
  readonly depth: number;
  readonly from: number;
}

function* boxes(node: ProfileNode, { least, depth, from }: Start): Generator<FlameBox> {
  const { name, self, total } = node;
  yield { name, depth, from, to: from + total, self };
  let at = from;
  for (const child of node.children) {
    if (child.total >= least) yield* boxes(child, { least, depth: depth + 1, from: at });
    at += child.total;
  }
}

export interface FlameOptions {
  readonly stage: string;
  /** All stages in their order, which decides the colours. */
  readonly stageNames: readonly string[];
  /** Maximum number of boxes. */
  readonly most: number;
  /** In pixels, of a picture that stays as it is; null for one in a page, which can be zoomed. */
  readonly width: number | null;
}

export interface FlameDrawing extends Drawing {
  /** How many there are. */
  readonly boxes: number;
}

/** The stacks of one stage. Its first box represents all of them. */
export function drawFlames(stacks: readonly ProfileStack[], options: FlameOptions): FlameDrawing {
  const { stageNames, most, width } = options;
  const stage = shortText(rowTitle(options.stage));
  const place = stageNames.indexOf(options.stage);
  const root = { ...profileTree(stacks), name: stage };
  const drawn = flameBoxes(root, { most, parts: width === null ? ZOOMED_WIDTH : width / LEAST_WIDTH });
  const canvas: Canvas = {
    scale: { from: 0, to: root.total },
    stage,
    className: place < 0 ? 'gap' : stageClass(place),
    canZoom: width === null,
    percentPerLetter: (100 * LETTER) / (width ?? PAGE_WIDTH),
  };
  const hottest = hotFunctions(stacks)
    .slice(0, 3)
    .map(({ name, self }) => `${shortText(name)} ${writeShare(self, root.total)}`);
  return {
    title: `Flame graph of ${stage}`,
    description: `Flame graph of ${stage}, ${counted(root.total, 'sample')}. Hottest: ${hottest.join(', ')}.`,
    height: (1 + drawn.reduce((deepest, { depth }) => Math.max(deepest, depth), 0)) * ROW,
    body: markup`${drawn.map((box) => drawBox(box, canvas))}`,
    boxes: drawn.length,
  };
}

interface Canvas {
  readonly scale: Scale;
  readonly stage: string;
  readonly className: string;
  readonly percentPerLetter: number;
  readonly canZoom: boolean;
}

/** A picture within the picture, since that is what cuts off a name that is too long. */
function drawBox(box: FlameBox, { scale, stage, className, percentPerLetter, canZoom }: Canvas): Markup {
  const { depth, from, to, self } = box;
  const name = shortText(box.name);
  const width = percentWidth(scale, from, to);
  const share = `${writeShare(to - from, scale.to)} of ${stage}`;
  const words = `${name}: ${share}, ${counted(to - from, 'sample')}, ${self} of its own`;
  const extent = canZoom ? markup` data-from="${from}" data-to="${to}"` : null;
  const letters = Math.floor(width / percentPerLetter) - 1;
  const text = frameText(name, letters);
  return markup`<svg class="frame" x="${percent(scale, from)}%" y="${depth * ROW}" width="${width}%" height="${ROW - 1}"${extent}><title>${words}</title><rect class="${depth > 0 && name.startsWith('[') ? 'gap' : className} shade-${shadeOf(name)}" width="100%" height="100%"/>${text === '' ? null : markup`<text x="${FRAME_TEXT.x}" y="${FRAME_TEXT.y}">${text}</text>`}</svg>
`;
}

/** The same for a name wherever it stands. */
function shadeOf(name: string): number {
  let hash = 0;
  for (const character of name) hash = (hash * 31 + character.charCodeAt(0)) % 65_521;
  return hash % SHADES;
}
