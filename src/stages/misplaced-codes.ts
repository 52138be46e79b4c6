/**
 * Firmware with POST codes of its own: a code of a later stage comes early, and what follows looks like revisits.
 * Finds such boots and the table that puts them right. The rule is described in docs/stages.md.
 */
import type { TimedCode, Timeline } from '../trace/report/timeline.js';
import {
  orderedStages,
  rangeOf,
  type StageRange,
  type StageTable,
  stageNames,
} from '../trace/stage-table.js';
import { type Classifier, createClassifier } from './classify.js';

export interface Misplaced {
  /** Codes of later stages that the first one seems to use, in order of first appearance. */
  readonly codes: readonly number[];
  /** The stage whose codes became revisits because of them. */
  readonly buried: string;
  /** The table in force with `codes` moved to its first stage. */
  readonly table: StageTable;
}

/** The codes of a boot, collected in one pass. Most boots have no revisits, and need nothing else. */
interface Tally {
  /** Different codes that are revisits, with their stage. */
  readonly revisited: ReadonlyMap<number, string>;
  /** Where in the boot each stage's first and last revisit is. */
  readonly bounds: ReadonlyMap<string, { readonly first: number; readonly last: number }>;
  /** Number of distinct codes of ordered stages that are not revisits. */
  readonly own: number;
}

/** What is misplaced in this boot; null when nothing is. */
export function findMisplaced(timeline: Timeline, table: StageTable): Misplaced | null {
  const stages = orderedStages(table);
  const tally = tallyCodes(timeline, stages);
  if (tally.revisited.size === 0) return null;
  const hidden = buriedStage(timeline, tally, stages);
  const buried = hidden ?? swampedStage(tally, stages);
  if (buried === null) return null;
  const { first, last } = tally.bounds.get(buried)!;
  const bound = hidden === null ? last : first;
  const rank = stages.indexOf(buried);
  const classify = createClassifier(table);
  const rankOf = (event: TimedCode): number => classify(event.code).rank ?? -1;
  const codes = timeline.events.filter((event): event is TimedCode => event.kind === 'code' && !event.noise);
  const culprit = codes.findLast((event) => event.seq < bound && rankOf(event) > rank)!;
  const early = codes.filter(
    (event) => event.seq <= culprit.seq && rankOf(event) > 0 && rankOf(event) !== rank,
  );
  const moved = new Set(early.map((event) => event.code));
  return { codes: [...moved], buried, table: moveToFirst(table, { moved, first: stages[0]!, classify }) };
}

function tallyCodes({ events }: Timeline, stages: readonly string[]): Tally {
  const revisited = new Map<number, string>();
  const bounds = new Map<string, { first: number; last: number }>();
  const own = new Set<number>();
  for (const event of events) {
    if (event.kind !== 'code' || event.noise) continue;
    const { code, stage, seq } = event;
    if (!event.revisit) {
      if (!own.has(code) && stages.includes(stage)) own.add(code);
      continue;
    }
    revisited.set(code, stage);
    const known = bounds.get(stage);
    if (known === undefined) bounds.set(stage, { first: seq, last: seq });
    else known.last = seq;
  }
  return { revisited, bounds, own: own.size };
}

/** The latest stage but the first that has codes and no span: all of them came after a later stage had begun. */
function buriedStage(timeline: Timeline, { bounds }: Tally, stages: readonly string[]): string | null {
  const spans = new Set(timeline.stages.map((span) => span.stage));
  return stages.slice(1).findLast((stage) => bounds.has(stage) && !spans.has(stage)) ?? null;
}

/** When most of the different codes are revisits: the stage that has most of those. */
function swampedStage({ revisited, own }: Tally, stages: readonly string[]): string | null {
  if (revisited.size <= own) return null;
  const counts = stages.map((stage) => [...revisited.values()].filter((name) => name === stage).length);
  return stages[counts.indexOf(Math.max(...counts))] ?? null;
}

interface Move {
  readonly moved: ReadonlySet<number>;
  readonly first: string;
  readonly classify: Classifier;
}

function moveToFirst(table: StageTable, { moved, first, classify }: Move): StageTable {
  const ranges: StageRange[] = [];
  for (let code = 0; code <= 0xff; code++) {
    if (rangeOf(table, code) === undefined) continue;
    const stage = moved.has(code) ? first : classify(code).stage;
    const unordered = classify(code).rank === null;
    const last = ranges.at(-1);
    if (last?.stage === stage && last.to === code - 1) ranges[ranges.length - 1] = { ...last, to: code };
    else ranges.push({ stage, from: code, to: code, unordered });
  }
  const order = stageNames(table);
  ranges.sort((a, b) => order.indexOf(a.stage) - order.indexOf(b.stage) || a.from - b.from);
  return { ...table, ranges };
}
