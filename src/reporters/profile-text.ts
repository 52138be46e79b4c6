/**
 * Where the samples of a profiled boot are: by stage what called what, and the functions that the time is in. A chain of
 * functions that only call one another is one row.
 */
import { printable } from '../trace/printable.js';
import type { Profile, ProfileStack } from '../trace/profile.js';
import {
  type HotFunction,
  hotFunctions,
  type ProfileNode,
  profileTree,
  pruneTree,
  stacksByStage,
} from '../trace/profile-tree.js';
import type { Timeline } from '../trace/timeline.js';
import { type Column, renderGrid } from './grid.js';
import type { Palette } from './palette.js';
import type { RenderContext } from './reporter.js';
import { writeShare } from './time-text.js';

/** Rows below this share of their stage's samples are left out. */
const LEAST_SHARE = 0.03;
const MOST_TREE_ROWS = 40;
const MOST_HOT_ROWS = 10;
const LEAST_HOT_SHARE = 0.01;
/** A callee with at least this share of its caller's samples stands in the same row. */
const CHAIN_SHARE = 0.98;
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
  yield `${describe(profile)}\n`;
  for (const [stage, stacks] of stacksByStage(profile.stacks)) {
    yield '\n';
    yield* renderStage(stage, stacks, palette, context);
  }
}

/** `2050 samples at 1000 Hz, 327 ticks without one; 99.8 % of kernel stacks followed to their end` */
function describe({ samples, hz, lostTicks, kernelSamples, rootedKernelSamples, symbols }: Profile): string {
  const facts = [`${samples} samples at ${hz} Hz`];
  if (lostTicks > 0) facts.push(`${lostTicks} ticks without one`);
  if (kernelSamples > 0) {
    facts.push(`${writeShare(rootedKernelSamples, kernelSamples)} of kernel stacks followed to their end`);
  }
  if (symbols.source === 'none') facts.push('no names of functions are known');
  return facts.join(', ');
}

function* renderStage(
  stage: string,
  stacks: readonly ProfileStack[],
  palette: Palette,
  context: RenderContext,
): Generator<string> {
  const tree = profileTree(stacks);
  const total = tree.total;
  const rows = [...treeRows(pruneTree(tree, Math.max(2, LEAST_SHARE * total)), 0)].slice(0, MOST_TREE_ROWS);
  const columns: readonly Column<TreeRow>[] = [
    { head: '%', align: 'right', text: (row) => percent(row.total, total) },
    {
      head: 'own',
      align: 'right',
      text: (row) => percent(row.self, total),
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
    { head: 'own', align: 'right', text: ({ self }) => percent(self, total) },
    {
      head: '%',
      align: 'right',
      text: (row) => percent(row.total, total),
      paint: () => palette.faint,
      drop: 1,
    },
    { head: 'hottest functions', align: 'left', text: ({ name }) => printable(name), min: 24 },
  ];
  yield* renderGrid(columns, hot, context);
}

interface TreeRow {
  readonly depth: number;
  /** Functions that call one another, the outermost first. */
  readonly names: readonly string[];
  readonly self: number;
  readonly total: number;
}

function* treeRows(node: ProfileNode, depth: number): Generator<TreeRow> {
  for (const child of node.children) {
    const names = [child.name];
    let last = child;
    for (let next = onlyCallee(last); next !== null; next = onlyCallee(last)) {
      names.push(next.name);
      last = next;
    }
    yield { depth, names, self: last.self, total: child.total };
    yield* treeRows(last, depth + 1);
  }
}

function onlyCallee({ total, children }: ProfileNode): ProfileNode | null {
  const [first] = children;
  return first !== undefined && first.total >= CHAIN_SHARE * total ? first : null;
}

/** Ends of a chain tell more than its middle: of a long one the first and the last two names are shown. */
function rowText({ depth, names }: TreeRow): string {
  const whole = names.map((name) => printable(name));
  const isShort = whole.length <= 3 || (whole.length === 4 && whole.join(LINK).length <= MOST_CHAIN);
  const shown = isShort ? whole : [whole[0]!, '..', ...whole.slice(-2)];
  return INDENT.repeat(depth) + shown.join(LINK);
}

function percent(part: number, whole: number): string {
  return ((100 * part) / whole).toFixed(1);
}
