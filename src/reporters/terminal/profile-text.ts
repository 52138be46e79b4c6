/**
 * Where the samples of a profiled boot are: by stage what called what, and the functions that the time is in. A chain of
 * functions that only call one another is one row.
 */
import { printable } from '../../trace/printable.js';
import type { ProfileStack } from '../../trace/profile/profile.js';
import {
  type HotFunction,
  hotFunctions,
  profileTree,
  pruneTree,
  stacksByStage,
} from '../../trace/profile/profile-tree.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { Timeline } from '../../trace/report/timeline.js';
import type { RenderContext } from '../reporter.js';
import { extentBar } from '../words/bars.js';
import { counted } from '../words/ledger-words.js';
import { describeProfile, percentText, type TreeRow, treeRows } from '../words/profile-rows.js';
import { displayWidth, wrap } from '../words/text-width.js';
import { type Column, renderGrid } from './aligned-table.js';
import type { Palette } from './palette.js';

/** Rows below this share of their stage's samples are left out, and those of so few that it may be chance. */
const LEAST_SHARE = 0.03;
const LEAST_SAMPLES = 5;
const MOST_TREE_ROWS = 40;
const MOST_HOT_ROWS = 10;
const LEAST_HOT_SHARE = 0.01;
const LINK = ' > ';
/** Characters of a chain that is shown whole. */
const MOST_CHAIN = 56;
/** In a window narrower than this, each level of the tree goes in by one cell instead of two. */
const NARROW = 64;

/** Nothing when the boot was not profiled, or no sample was taken. */
export function* renderProfile(
  { boot: { profile } }: Timeline,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  if (profile === undefined || profile.samples === 0) return;
  for (const line of wrap(describeProfile(profile), context.columns)) yield `${line}\n`;
  for (const [stage, stacks] of stacksByStage(profile.stacks)) {
    yield '\n';
    yield* renderStage(stage, stacks, palette, context);
  }
}

function* renderStage(
  stage: string,
  stacks: readonly ProfileStack[],
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const tree = profileTree(stacks);
  const total = tree.total;
  const rows = [...treeRows(pruneTree(tree, leastOf(total, LEAST_SHARE)))].slice(0, MOST_TREE_ROWS);
  const step = context.columns < NARROW ? 1 : 2;
  const columns: readonly Column<TreeRow>[] = [
    {
      align: 'bar',
      min: 6,
      max: 10,
      head: () => '',
      bar: (row, width) => extentBar({ start: 0, end: row.total / total }, { ...context, width }),
    },
    { head: '%', align: 'right', text: (row) => percentText(row.total, total) },
    {
      head: 'own',
      align: 'right',
      text: ({ self }) => (self === 0 ? '' : percentText(self, total)),
      paint: () => palette.faint,
    },
    {
      head: `in ${printable(rowTitle(stage))}, ${counted(total, 'sample')}`,
      align: 'left',
      text: (row) => rowText(row, { step, width: Number.POSITIVE_INFINITY }),
      fit: (row, width) => rowText(row, { step, width }),
      min: 26,
    },
  ];
  yield* renderGrid(columns, rows, context);
  const hot = hotFunctions(stacks)
    .filter(({ self }) => self >= leastOf(total, LEAST_HOT_SHARE))
    .slice(0, MOST_HOT_ROWS);
  if (hot.length < 2) return;
  yield '\n';
  yield* renderHot(hot, total, palette, context);
}

function* renderHot(
  hot: readonly HotFunction[],
  total: number,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const columns: readonly Column<HotFunction>[] = [
    { head: 'own', align: 'right', text: ({ self }) => percentText(self, total) },
    {
      head: '%',
      align: 'right',
      text: (row) => percentText(row.total, total),
      paint: () => palette.faint,
      drop: 1,
    },
    { head: 'hottest functions', align: 'left', text: ({ name }) => printable(name), min: 24 },
  ];
  yield* renderGrid(columns, hot, context);
}

/** Samples that a row must have to be shown: in a stage with few samples, a smaller number. */
function leastOf(total: number, share: number): number {
  return Math.max(2, share * total, Math.min(LEAST_SAMPLES, total / 10));
}

interface RowFit {
  /** Cells that a level goes in by. */
  readonly step: number;
  readonly width: number;
}

/** In `width` cells where that can be: the ends of a chain tell more than its middle, the last of it the most. */
function rowText({ depth, names }: TreeRow, { step, width }: RowFit): string {
  const whole = names.map((name) => printable(name));
  const indent = ' '.repeat(Math.min(step * depth, Math.floor(width / 3)));
  const [first = '', last = ''] = [whole[0], whole.at(-1)];
  const isShort = whole.length <= 3 || (whole.length === 4 && whole.join(LINK).length <= MOST_CHAIN);
  const shorter = [
    [first, '..', ...whole.slice(-2)],
    [first, '..', last],
    ['..', last],
  ];
  const texts = [...(isShort ? [whole] : []), ...(whole.length > 2 ? shorter : [['..', last]])].map((parts) =>
    parts.join(LINK),
  );
  const fitting = texts.find((text) => indent.length + displayWidth(text) <= width);
  return `${indent}${fitting ?? last}`;
}
