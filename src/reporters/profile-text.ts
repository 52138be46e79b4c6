/**
 * Where the samples of a profiled boot are: by stage what called what, and the functions that the time is in. A chain of
 * functions that only call one another is one row.
 */
import { printable } from '../trace/printable.js';
import type { ProfileStack } from '../trace/profile.js';
import {
  type HotFunction,
  hotFunctions,
  profileTree,
  pruneTree,
  stacksByStage,
} from '../trace/profile-tree.js';
import type { Timeline } from '../trace/timeline.js';
import { type Column, renderGrid } from './grid.js';
import type { Palette } from './palette.js';
import { describeProfile, percentText, type TreeRow, treeRows } from './profile-rows.js';
import type { RenderContext } from './reporter.js';

/** Rows below this share of their stage's samples are left out. */
const LEAST_SHARE = 0.03;
const MOST_TREE_ROWS = 40;
const MOST_HOT_ROWS = 10;
const LEAST_HOT_SHARE = 0.01;
const INDENT = '  ';
const LINK = ' > ';
/** Characters of a chain that is shown whole. */
const MOST_CHAIN = 56;

/** Nothing when the boot was not profiled, or no sample was taken. */
export function* renderProfile(
  { boot: { profile } }: Timeline,
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  if (profile === undefined || profile.samples === 0) return;
  yield `${describeProfile(profile)}\n`;
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
  const rows = [...treeRows(pruneTree(tree, Math.max(2, LEAST_SHARE * total)))].slice(0, MOST_TREE_ROWS);
  const columns: readonly Column<TreeRow>[] = [
    { head: '%', align: 'right', text: (row) => percentText(row.total, total) },
    {
      head: 'own',
      align: 'right',
      text: (row) => percentText(row.self, total),
      paint: () => palette.faint,
      drop: 1,
    },
    { head: `in ${printable(stage)}, ${total} samples`, align: 'left', text: rowText, min: 24, keep: 'end' },
  ];
  yield* renderGrid(columns, rows, context);
  const hot = hotFunctions(stacks)
    .filter(({ self }) => self >= Math.max(2, LEAST_HOT_SHARE * total))
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

/** Ends of a chain tell more than its middle: of a long one the first and the last two names are shown. */
function rowText({ depth, names }: TreeRow): string {
  const whole = names.map((name) => printable(name));
  const isShort = whole.length <= 3 || (whole.length === 4 && whole.join(LINK).length <= MOST_CHAIN);
  const shown = isShort ? whole : [whole[0]!, '..', ...whole.slice(-2)];
  return INDENT.repeat(depth) + shown.join(LINK);
}
