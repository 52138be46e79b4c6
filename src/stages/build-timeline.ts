/** A boot's events with their stages, deltas and marks, its spans and its ledger. Definitions: docs/stages.md. */
import type { Boot } from '../trace/boot.js';
import type { CodeEvent, TraceEvent } from '../trace/event.js';
import type { StageTable } from '../trace/stage-table.js';
import type { TimedCode, TimedEvent, Timeline } from '../trace/timeline.js';
import { type CodeClass, createClassifier } from './classify.js';
import { buildLedger, endRows } from './ledger.js';
import { findNoise } from './noise.js';
import { SpanBuilder } from './spans.js';

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
  const classify = createClassifier(table);
  const noise = keepNoise ? null : findNoise(boot.events.filter(isCode), classify);
  const spans = new SpanBuilder();
  const events: TimedEvent[] = [];
  let lastCountedNs = 0;
  let nextCode = 0;
  let seq = -1;
  for (const event of boot.events) {
    seq += 1;
    const deltaNs = event.timeNs - lastCountedNs;
    if (event.kind !== 'code') {
      events.push({ ...event, seq, deltaNs });
      continue;
    }
    const codeClass = classify(event.code);
    const isNoise = noise?.[nextCode++] === 1;
    const revisit = !isNoise && spans.add(event.timeNs, event.code, codeClass);
    if (!isNoise) lastCountedNs = event.timeNs;
    events.push(timeCode(event, codeClass, { seq, deltaNs, noise: isNoise, revisit }));
  }
  const stages = spans.finish();
  const ledger = [...buildLedger(stages, lastCountedNs), ...endRows(boot.stop, lastCountedNs)];
  return { boot, index, totalNs: lastCountedNs, events, stages, ledger };
}

function timeCode(
  event: CodeEvent,
  { stage, name }: CodeClass,
  timing: Pick<TimedCode, 'seq' | 'deltaNs' | 'noise' | 'revisit'>,
): TimedCode {
  const { timeNs, line, vcpu, code, port } = event;
  const named = name ?? event.name ?? null;
  const { seq, deltaNs, noise, revisit } = timing;
  return { kind: 'code', timeNs, line, vcpu, code, port, seq, deltaNs, stage, name: named, noise, revisit };
}
