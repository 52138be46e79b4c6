/** Two sets of boots to be compared: which of their boots count, and which failed, by their outcome or because they got less far. */
import type { StageTable } from '../trace/stage-table.js';
import { isFinished, type Timeline } from '../trace/timeline.js';
import { reachOf } from './reach.js';

/** The boots of one side of a comparison. */
export interface SideBoots {
  /** All that say something: no warm-ups, none that its user interrupted. */
  readonly boots: readonly Timeline[];
  /** Those whose times are compared. */
  readonly counted: readonly Timeline[];
  /** Those that failed, did not finish, or got less far than every boot of base that finished. */
  readonly failed: readonly Timeline[];
}

export interface ComparedBoots {
  readonly base: SideBoots;
  readonly head: SideBoots;
  /** The least that a finished boot of base reached: see `reachOf`. Null where none of them finished. */
  readonly leastReach: number | null;
}

/** Sorts the boots of both sides. A boot that is alone on its side and did not fail outright is shown for what it measured. */
export function sortBoots(
  base: readonly Timeline[],
  head: readonly Timeline[],
  table: StageTable,
): ComparedBoots {
  const reaches = base
    .filter(takesPart)
    .filter(isFinished)
    .map((timeline) => reachOf(timeline, table));
  const leastReach = reaches.length === 0 ? null : Math.min(...reaches);
  const isShort = (timeline: Timeline) => leastReach !== null && reachOf(timeline, table) < leastReach;
  return { base: sideOf(base, () => false), head: sideOf(head, isShort), leastReach };
}

function takesPart({ boot, outcome }: Timeline): boolean {
  return !boot.warmup && outcome.state !== 'interrupted';
}

function sideOf(timelines: readonly Timeline[], isShort: (timeline: Timeline) => boolean): SideBoots {
  const boots = timelines.filter(takesPart);
  const hasFailed = (timeline: Timeline) => !isFinished(timeline) || isShort(timeline);
  const failed = boots.filter(hasFailed);
  const [first, ...others] = boots;
  const isShown = first !== undefined && others.length === 0 && first.outcome.state !== 'failed';
  return { boots, failed, counted: isShown ? boots : boots.filter((timeline) => !hasFailed(timeline)) };
}
