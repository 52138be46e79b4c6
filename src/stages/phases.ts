/**
 * Phases: the parts of a measured stage, from the moments in it that begin one to the next. They touch and sum to the stage. A line
 * that is no moment, because the guest writes the code of its boundary, still says which phase begins.
 */
import { type Nanoseconds, NO_PORT } from '../trace/event.js';
import type { StagePhase, StageSpan, TimedEvent } from '../trace/report/timeline.js';
import type { PointClassifier } from './classify-points.js';
import { type PhaseName, phaseOfBoundary, phaseOfMoment } from './phase-names.js';
import type { TextMoments } from './text/text-moments.js';

/** Where a phase of a stage begins. */
export interface PhaseMark {
  readonly stage: string;
  readonly phase: PhaseName;
  readonly timeNs: Nanoseconds;
}

interface Sources {
  readonly events: readonly TimedEvent[];
  readonly named: TextMoments;
  readonly classify: PointClassifier;
}

/** The spans, those that have phases with them. */
export function withPhases(spans: readonly StageSpan[], sources: Sources): readonly StageSpan[] {
  const marks = findMarks(sources);
  if (marks.length === 0) return spans;
  return spans.map((span) => {
    const phases = phasesOf(span, marks);
    return phases.length === 0 ? span : { ...span, phases };
  });
}

/** Each phase of each stage once, where it begins first, in order of time: a guest that repeats itself adds none. */
function findMarks({ events, named, classify }: Sources): readonly PhaseMark[] {
  const points = firstOfEach(events.flatMap(markOfPoint));
  const lines = firstOfEach(
    [...named.values()].flatMap((moment) =>
      markOf(classify.moment(moment).stage, phaseOfMoment(moment.key), moment.timeNs),
    ),
  );
  return firstOfEach([...points, ...lines].toSorted((a, b) => a.timeNs - b.timeNs));
}

function markOfPoint(event: TimedEvent): readonly PhaseMark[] {
  if (event.kind === 'moment' && !event.revisit)
    return markOf(event.stage, phaseOfMoment(event.key), event.timeNs);
  if (event.kind !== 'code' || event.port !== NO_PORT || event.revisit || event.name === null) return [];
  return markOf(event.stage, phaseOfBoundary(event.name), event.timeNs);
}

function markOf(stage: string | null, phase: PhaseName | null, timeNs: Nanoseconds): readonly PhaseMark[] {
  return stage === null || phase === null ? [] : [{ stage, phase, timeNs }];
}

function firstOfEach(marks: readonly PhaseMark[]): readonly PhaseMark[] {
  const first = new Map<string, PhaseMark>();
  for (const mark of marks) {
    const key = `${mark.stage} ${mark.phase.key}`;
    if (!first.has(key)) first.set(key, mark);
  }
  return [...first.values()];
}

/**
 * The phases of a stage; none where the stage was not measured, or no mark is in it. What lies before its first mark is the phase that
 * was under way, or has no name of its own.
 *
 * @param marks in order of time, each phase once
 */
export function phasesOf(span: StageSpan, marks: readonly PhaseMark[]): readonly StagePhase[] {
  const { stage, startNs, endNs, measured } = span;
  const own = marks.filter((mark) => mark.stage === stage && mark.timeNs <= endNs);
  const inside = own.filter(({ timeNs }) => timeNs >= startNs);
  const [first] = inside;
  if (!measured || first === undefined) return [];
  const underWay = own.findLast(({ timeNs }) => timeNs < startNs)?.phase;
  const head = { phase: underWay ?? unnamed(stage, first.phase), timeNs: startNs };
  const begun = first.timeNs > startNs ? [head, ...inside] : inside;
  return begun.map(({ phase: { key, name }, timeNs }, at) => {
    const nextNs = begun[at + 1]?.timeNs ?? endNs;
    return { key, name, startNs: timeNs, endNs: nextNs, durationNs: nextNs - timeNs };
  });
}

function unnamed(stage: string, next: PhaseName): PhaseName {
  return { key: `${stage}:unnamed`, name: `before ${next.name}` };
}
