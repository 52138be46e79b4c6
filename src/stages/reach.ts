/** How far a boot got: the last ordered boundary that it reached. docs/outcomes.md has the rule. */
import { isPoint, type TimedPoint, type Timeline } from '../trace/report/timeline.js';
import { orderedStages, type StageTable } from '../trace/stage-table.js';
import { boundaryOf, boundaryOfMoment } from './classify.js';

/** Ordered boundaries by number: 2 for each stage, its begin and its end. A boot without a stage has reached none. */
export const NOWHERE = -1;

type Reached = Pick<Timeline, 'stages' | 'events'>;

/** Number of the last boundary that a boot reached; larger is further. Any code or moment of a stage shows that it began. */
export function reachOf({ stages, events }: Reached, table: StageTable): number {
  const ordered = orderedStages(table);
  const began = stages.reduce((most, { stage }) => Math.max(most, ordered.indexOf(stage)), NOWHERE);
  if (began === NOWHERE) return NOWHERE;
  const stage = ordered[began]!;
  const hasEnded = events.some((event) => isPoint(event) && event.stage === stage && isEnd(stage, event));
  return 2 * began + (hasEnded ? 1 : 0);
}

function isEnd(stage: string, point: TimedPoint): boolean {
  const boundary = point.kind === 'code' ? boundaryOf(stage, point.code) : boundaryOfMoment(stage, point.key);
  return boundary === 'end';
}

/** `the begin of kernel`; `no stage` for a boot that reached none. */
export function describeReach(reach: number, table: StageTable): string {
  if (reach === NOWHERE) return 'no stage';
  return `the ${reach % 2 === 0 ? 'begin' : 'end'} of ${orderedStages(table)[Math.floor(reach / 2)]}`;
}
