/** Boots for tests: codes at times in microseconds, with the line of the log they would stand in. */
import { buildTimeline } from '../../src/stages/build-timeline.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import type { Boot } from '../../src/trace/boot.js';
import { type CodeEvent, type MomentEvent, NO_PORT, type TextEvent } from '../../src/trace/event.js';
import type { Timeline } from '../../src/trace/report/timeline.js';
import type { StageTable } from '../../src/trace/stage-table.js';

/** [code, time in microseconds] */
export type Written = readonly [code: number, us: number];

export function codeAt(code: number, us: number, line: number | null = null): CodeEvent {
  return { kind: 'code', code, port: 0x80, timeNs: us * 1000, line, vcpu: null };
}

export function momentAt(
  key: string,
  us: number,
  stage: MomentEvent['stage'] = 'firmware',
  name = `name of ${key}`,
): MomentEvent {
  return { kind: 'moment', key, name, stage, timeNs: us * 1000, line: null, vcpu: null };
}

/** A line of the guest's serial port. */
export function lineAt(text: string, us: number): TextEvent {
  return { kind: 'text', channel: 'serial', text, timeNs: us * 1000, line: null, vcpu: null };
}

/** A boundary that a text names. */
export function boundaryAt(code: number, us: number, name: string): CodeEvent {
  return { ...codeAt(code, us), port: NO_PORT, name };
}

/** A boot whose n-th code stands in line n of `test.log`. */
export function bootOf(written: readonly Written[], overrides: Partial<Boot> = {}): Boot {
  return {
    input: 'test.log',
    format: 'cloud-hypervisor',
    clock: 'vmm-monotonic',
    vmmStartNs: null,
    events: written.map(([code, us], at) => codeAt(code, us, at + 1)),
    stop: null,
    exits: null,
    provenance: null,
    warmup: false,
    side: null,
    ...overrides,
  };
}

export function timelineOf(
  written: readonly Written[],
  { table = BUILT_IN_TABLE, keepNoise = false, index = 0, boot = {} as Partial<Boot> } = {} as {
    table?: StageTable;
    keepNoise?: boolean;
    index?: number;
    boot?: Partial<Boot>;
  },
): Timeline {
  return buildTimeline(bootOf(written, boot), { table, keepNoise, index });
}

/** The ledger as `name: microseconds`; `?` behind a time that is in no statistic, and alone where there is none. */
export function ledgerText(timeline: Timeline): readonly string[] {
  return timeline.ledger.map(
    (row) => `${row.name} ${row.durationNs === null ? '' : row.durationNs / 1000}${row.measured ? '' : '?'}`,
  );
}

/** Codes with the microseconds that passed since the one before, as times since zero. */
export function afterSteps(steps: readonly (readonly [code: number, stepUs: number])[]): Written[] {
  let us = 0;
  return steps.map(([code, stepUs]) => {
    us += stepUs;
    return [code, us];
  });
}
