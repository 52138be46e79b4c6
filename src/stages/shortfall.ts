/**
 * Two sets of boots for a comparison: the boots that count, the boots that failed (by outcome or by reach), and whether
 * head did less.
 */
import { isFinished, type Timeline } from '../trace/report/timeline.js';
import type { StageTable } from '../trace/stage-table.js';
import { reachOf } from './reach.js';

/** The boots of one side of a comparison. */
export interface SideBoots {
  /** All that say something: no warm-ups, none that its user interrupted. */
  readonly boots: readonly Timeline[];
  /** Those whose times are compared. */
  readonly counted: readonly Timeline[];
  /** Those that its user interrupted, which are in none of the others. */
  readonly interrupted: readonly Timeline[];
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

/**
 * True when a head is faster perhaps because it does less, though none of its boots need have failed by the rule: fewer of its boots
 * get as far as most of base do (a base may hold a short boot itself), or none writes the code that all of base end with (a stage
 * without an end code hides a hang).
 */
export function doesLess({ base, head }: ComparedBoots, table: StageTable): boolean {
  const reaches = base.counted.map((timeline) => reachOf(timeline, table)).sort((a, b) => b - a);
  const usual = reaches[Math.floor(reaches.length / 2)];
  if (usual === undefined || head.counted.length === 0) return false;
  const got = head.counted.filter((timeline) => reachOf(timeline, table) >= usual).length;
  const had = reaches.filter((reach) => reach >= usual).length;
  return got * base.counted.length < had * head.counted.length || lacksLastCode(base.counted, head.counted);
}

function lacksLastCode(base: readonly Timeline[], head: readonly Timeline[]): boolean {
  const [last, ...others] = new Set(base.map((timeline) => codesOf(timeline).at(-1)));
  if (last === undefined || others.length > 0) return false;
  return head.every((timeline) => !codesOf(timeline).includes(last));
}

function codesOf({ events }: Timeline): readonly number[] {
  return events.flatMap((event) => (event.kind === 'code' && !event.noise ? [event.code] : []));
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
  const interrupted = timelines.filter(
    ({ boot, outcome }) => !boot.warmup && outcome.state === 'interrupted',
  );
  return {
    boots,
    interrupted,
    failed,
    counted: isShown ? boots : boots.filter((timeline) => !hasFailed(timeline)),
  };
}
