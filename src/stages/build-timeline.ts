/** A boot's events with their stages, deltas and marks, its spans and its ledger. Definitions: docs/stages.md. */
import type { Boot } from '../trace/boot.js';
import type { CodeEvent, MomentEvent, TraceEvent } from '../trace/event.js';
import {
  isPoint,
  type TimedCode,
  type TimedEvent,
  type TimedMoment,
  type Timeline,
} from '../trace/report/timeline.js';
import type { StageTable } from '../trace/stage-table.js';
import { type CodeClass, createClassifier } from './classify.js';
import { createPointClassifier, type PointClass } from './classify-points.js';
import { buildLedger, endRows } from './ledger.js';
import { findNoise } from './noise.js';
import { outcomeOf } from './outcome.js';
import { withPhases } from './phases.js';
import { findProgramCodes, withProgramCodes } from './program-codes.js';
import { SpanBuilder } from './spans.js';
import { withTextFunctions } from './text/text-functions.js';
import { findTextMoments, withTextMoments } from './text/text-moments.js';

export interface TimelineOptions {
  readonly table: StageTable;
  /** Position of the boot in its report, from 0. */
  readonly index: number;
  /** Counts noise as codes. */
  readonly keepNoise: boolean;
}

function isCode(event: TraceEvent): event is CodeEvent {
  return event.kind === 'code';
}

/** Classifies and times one boot, whose events are in order of time. */
export function buildTimeline(boot: Boot, { table, index, keepNoise }: TimelineOptions): Timeline {
  const named = findTextMoments(boot.events);
  const own = findProgramCodes(boot.events, named, table);
  const classify = withProgramCodes(createPointClassifier(table), own);
  const noise = keepNoise ? null : findNoise(boot.events.filter(isCode), createClassifier(table));
  const spans = new SpanBuilder();
  const events: TimedEvent[] = [];
  const last = { point: 0, text: 0, lifecycle: 0, function: 0 };
  let nextCode = 0;
  let seq = -1;
  const withMoments = withTextMoments(boot.events, named, { classify, noise });
  for (const event of withTextFunctions(withMoments)) {
    seq += 1;
    if (event.kind !== 'code' && event.kind !== 'moment') {
      events.push({ ...event, seq, deltaNs: event.timeNs - last[event.kind] });
      last[event.kind] = event.timeNs;
      continue;
    }
    const deltaNs = event.timeNs - last.point;
    if (event.kind === 'moment') {
      const pointClass = classify.moment(event);
      events.push(timeMoment(event, pointClass, { seq, deltaNs, revisit: spans.add(event, pointClass) }));
      last.point = event.timeNs;
      continue;
    }
    const codeClass = classify.code(event);
    const isNoise = noise?.[nextCode++] === 1;
    const revisit = !isNoise && spans.add(event, codeClass);
    if (!isNoise) last.point = event.timeNs;
    events.push(timeCode(event, codeClass, { seq, deltaNs, noise: isNoise, revisit }));
  }
  const stages = withPhases(spans.finish(), { events, named, classify });
  const totalNs = Math.max(0, last.point);
  const isEmpty = !events.some((event) => isPoint(event) && event.timeNs >= 0);
  const ledger = [...buildLedger(stages, isEmpty ? null : totalNs), ...endRows(boot.stop, totalNs)];
  const outcome = outcomeOf(boot, stages, table);
  return { boot, index, totalNs, events, stages, ledger, outcome };
}

/** A code with its class, whose name is already the one to show. */
export function timeCode(
  event: CodeEvent,
  { stage, name }: CodeClass,
  timing: Pick<TimedCode, 'seq' | 'deltaNs' | 'noise' | 'revisit'>,
): TimedCode {
  const { timeNs, line, vcpu, code, port } = event;
  const { seq, deltaNs, noise, revisit } = timing;
  return { kind: 'code', timeNs, line, vcpu, code, port, seq, deltaNs, stage, name, noise, revisit };
}

/** A moment with its class. */
export function timeMoment(
  event: MomentEvent,
  { stage, name, standsFor }: PointClass,
  { seq, deltaNs, revisit }: Pick<TimedMoment, 'seq' | 'deltaNs' | 'revisit'>,
): TimedMoment {
  const { timeNs, line, vcpu, key } = event;
  const place = { seq, deltaNs, stage, name: name ?? event.name, revisit };
  const stands = standsFor === undefined ? {} : { standsFor };
  return { kind: 'moment', timeNs, line, vcpu, key, ...place, ...stands };
}
