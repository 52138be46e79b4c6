/**
 * Flame graphs as one SVG that stands alone: a graph for each stage of the boots that were sampled, all of them taken
 * together, each side of a comparison for itself. No script: what a page can zoom is left to `html` and `speedscope`.
 */
import { SIDES } from '../../trace/boot.js';
import type { ProfileStack } from '../../trace/profile/profile.js';
import { stacksByStage } from '../../trace/profile/profile-tree.js';
import type { BootsReport } from '../../trace/report/report.js';
import { rowTitle } from '../../trace/report/row-title.js';
import type { Timeline } from '../../trace/report/timeline.js';
import { bootStages } from '../../trace/stage-table.js';
import type { Reporter } from '../reporter.js';
import { headlineOf } from '../words/headline.js';
import { counted } from '../words/ledger-words.js';
import { describeProfile } from '../words/profile-rows.js';
import { shortText } from '../words/short-text.js';
import { type Drawing, drawLines, stack, standalone, wrappedLines } from './drawing.js';
import { drawFlames } from './flame.js';

/** In pixels: what flamegraph.pl draws, and a wide screen shows whole. */
const WIDTH = 1200;
const INNER_WIDTH = 1160;

/** Characters that fit across, with some room. */
const TEXT_COLUMNS = 165;
const HEADING_COLUMNS = 110;

/** Boxes of one graph: more make a file that viewers are slow with. */
const MOST_BOXES = 5000;

/** Graphs of one picture; a table of stages has no more that a graph helps with. */
const MOST_GRAPHS = 24;

function* render(report: BootsReport): Generator<string> {
  const sampled = report.timelines.filter(({ boot }) => !boot.warmup && (boot.profile?.samples ?? 0) > 0);
  const { title } = headlineOf(report);
  const graphs = [null, ...SIDES].flatMap((side) => {
    const own = sampled.filter(({ boot }) => boot.side === side);
    return graphsOf(own, {
      stageNames: bootStages(report.table),
      suffix: side === null ? '' : `, ${side}`,
    });
  });
  const lead = drawLines('', [
    ...wrappedLines(title, 'heading', HEADING_COLUMNS),
    ...describe(sampled).flatMap((text) => wrappedLines(text, 'soft', TEXT_COLUMNS)),
    ...wrappedLines(leftOut(graphs), 'soft', TEXT_COLUMNS),
  ]);
  yield standalone(stack(title, graphs.slice(0, MOST_GRAPHS)), lead, WIDTH).text;
}

interface GraphOptions {
  readonly stageNames: readonly string[];
  /** Of the titles. */
  readonly suffix: string;
}

function graphsOf(sampled: readonly Timeline[], { stageNames, suffix }: GraphOptions): readonly Drawing[] {
  const stacks = sampled.flatMap(({ boot }) => boot.profile?.stacks ?? []);
  return [...stacksByStage(stacks)].map(([stage, own]) => {
    const graph = drawFlames(own, { stage, stageNames, most: MOST_BOXES, width: INNER_WIDTH });
    return {
      ...graph,
      title: `${shortText(rowTitle(stage))}${suffix}: ${counted(samplesOf(own), 'sample')}`,
    };
  });
}

function samplesOf(stacks: readonly ProfileStack[]): number {
  return stacks.reduce((sum, { count }) => sum + count, 0);
}

/** What was sampled, and how to read it. */
function describe(sampled: readonly Timeline[]): readonly string[] {
  const profiles = sampled.flatMap(({ boot }) => boot.profile ?? []);
  const [only] = profiles;
  if (only === undefined) return ['No boot was sampled. Use boottrace run --profile.'];
  const samples = profiles.reduce((sum, profile) => sum + profile.samples, 0);
  const several = `${counted(samples, 'sample')} in ${counted(profiles.length, 'boot')}`;
  return [
    profiles.length === 1 ? describeProfile(only) : several,
    'Each box is a function, and its width is its number of samples. Its callees are below it. Boxes are ordered by size, not by time.',
  ];
}

function leftOut(graphs: readonly Drawing[]): string {
  const more = graphs.length - MOST_GRAPHS;
  return more > 0 ? `${counted(more, 'more graph')}; --format folded lists all.` : '';
}

export const flamegraphReporter: Reporter<BootsReport> = {
  id: 'flamegraph',
  title: 'flame graphs as one picture, as SVG',
  extension: 'svg',
  render,
};
