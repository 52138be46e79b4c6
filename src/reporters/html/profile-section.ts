/** Where the samples of a profiled boot are: a flame graph for each stage, and the same as tables. */
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
import type { StageTable } from '../../trace/stage-table.js';
import { bootStages } from '../../trace/stage-table.js';
import { drawFlames, type FlameDrawing } from '../svg/flame.js';
import { counted } from '../words/ledger-words.js';
import { type Markup, markup } from '../words/markup.js';
import { describeProfile, percentText, type TreeRow, treeRows } from '../words/profile-rows.js';
import { shortText } from '../words/short-text.js';
import { dataTable, type HtmlColumn } from './section.js';

/** Boxes of one flame graph, and of all in a page: a browser lays out this many without a wait. */
const MOST_BOXES = 5000;
export const MAX_PAGE_BOXES = 30_000;

/** A table of stages has no more that a flame graph helps with. */
const MOST_STAGES = 12;

/** Rows of the tables, and the least share of their stage's samples. */
const MOST_TREE_ROWS = 150;
const MOST_HOT_ROWS = 25;
const LEAST_SHARE = 0.01;

/** How many boxes the page still has room for. */
export interface BoxRoom {
  left: number;
}

/** Nothing when the boot was not sampled. Takes what it shows out of `room`. */
export function* profilePieces(timeline: Timeline, table: StageTable, room: BoxRoom): Generator<Markup> {
  const { profile } = timeline.boot;
  if (profile === undefined || profile.samples === 0) return;
  yield markup`<p>${describeProfile(profile)}.</p>
<p class="soft">Each box is a function, and its width is its number of samples. Its callees are below it. Boxes are ordered by size, not by time.</p>
`;
  const stages = [...stacksByStage(profile.stacks)];
  const stageNames = bootStages(table);
  for (const [stage, stacks] of stages.slice(0, MOST_STAGES)) {
    const most = Math.max(1, Math.min(MOST_BOXES, room.left));
    const drawing = drawFlames(stacks, { stage, stageNames, most, width: null });
    room.left -= drawing.boxes;
    yield* stagePieces(shortText(rowTitle(stage)), stacks, drawing);
  }
  if (stages.length > MOST_STAGES) {
    const more = counted(stages.length - MOST_STAGES, 'more stage');
    yield markup`<p class="soft">${more}; --format folded lists all.</p>\n`;
  }
}

function* stagePieces(
  stage: string,
  stacks: readonly ProfileStack[],
  { description, height, body }: FlameDrawing,
): Generator<Markup> {
  const tree = profileTree(stacks);
  const { total } = tree;
  const rows = [...treeRows(pruneTree(tree, LEAST_SHARE * total))].slice(0, MOST_TREE_ROWS);
  const hot = hotFunctions(stacks)
    .filter(({ self }) => self > 0 && self >= LEAST_SHARE * total)
    .slice(0, MOST_HOT_ROWS);
  yield markup`<h3>${stage}, ${counted(total, 'sample')}</h3>
<figure class="flame" data-name="${stage}"><svg class="drawing" width="100%" height="${height}" role="img" aria-label="${description}">${body}</svg></figure>
<details class="numbers"><summary>Hottest functions</summary>
${dataTable(`Hottest functions of ${stage}`, hotColumns(total), hot)}</details>
<details class="numbers"><summary>What called what, as a table</summary>
${dataTable(`What called what in ${stage}`, treeColumns(total), rows)}</details>
`;
}

function hotColumns(total: number): readonly HtmlColumn<HotFunction>[] {
  return [
    { head: 'function', look: 'wrap', cell: ({ name }) => shortText(name) },
    { head: 'own %', look: 'number', cell: ({ self }) => percentText(self, total) },
    { head: 'with callees %', look: 'number', cell: (row) => percentText(row.total, total) },
    { head: 'own samples', look: 'number', cell: ({ self }) => `${self}` },
  ];
}

function treeColumns(total: number): readonly HtmlColumn<TreeRow>[] {
  return [
    { head: 'functions', look: 'wrap', cell: rowText },
    { head: 'level', look: 'number', cell: ({ depth }) => `${depth + 1}` },
    { head: '%', look: 'number', cell: (row) => percentText(row.total, total) },
    { head: 'own %', look: 'number', cell: ({ self }) => percentText(self, total) },
  ];
}

/** Deeper rows are indented further, but not so far that a narrow window becomes useless. */
function rowText({ depth, names }: TreeRow): string {
  return '\u00a0\u00a0'.repeat(Math.min(depth, 12)) + names.map((name) => shortText(name)).join(' › ');
}
