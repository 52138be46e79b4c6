/** A boot with one event of each kind, every field of which differs from all others, made by hand. */
import { NO_PORT } from '../../src/trace/event.js';
import type { BootsReport, DiffRow, SummaryRow } from '../../src/trace/report/report.js';
import type { TimedCode, Timeline } from '../../src/trace/report/timeline.js';
import { bootOf } from '../stages/build-boot.js';
import { TABLE } from './sample-reports.js';

const CODE: TimedCode = {
  kind: 'code',
  code: 0x40,
  port: 0x84,
  seq: 1,
  timeNs: 2000,
  deltaNs: 2000,
  line: 12,
  vcpu: 3,
  stage: 'kernel',
  name: 'kernel entered',
  noise: false,
  revisit: false,
};

export const EVERY_KIND: Timeline = {
  outcome: { state: 'finished', reason: 'reset', detail: null, line: null },
  boot: bootOf([], {
    vmmStartNs: 758,
    warmup: true,
    side: 'head',
    stop: { reason: 'reset', detail: null },
    exits: [
      {
        stage: 'kernel',
        kind: 'pio',
        address: 0x84,
        direction: 'write',
        device: 'post-port',
        count: 5,
        totalNs: 300,
      },
      {
        stage: 'setup..kernel',
        kind: 'mmio',
        address: 0xfee0_0000,
        direction: 'read',
        device: null,
        count: 6,
        totalNs: 400,
      },
    ],
    provenance: {
      boottrace: '1.2.3',
      engine: 'bundled',
      guest: {},
      host: { cpuModel: 'A CPU', kernel: '6.1', governor: 7 },
      startedAt: '2026-11-22T10:00:00Z',
    },
  }),
  index: 4,
  totalNs: 7000,
  events: [
    { kind: 'lifecycle', phase: 'guest-entry', seq: 0, timeNs: 1000, deltaNs: 1000, line: 11, vcpu: 0 },
    CODE,
    { ...CODE, seq: 2, timeNs: 3000, deltaNs: 1000, code: 0xff, name: null, port: NO_PORT, noise: true },
    { ...CODE, seq: 3, timeNs: 4000, code: 0x05, name: null, stage: 'firmware', revisit: true, vcpu: null },
    {
      kind: 'text',
      channel: 'serial',
      text: 'hello',
      seq: 4,
      timeNs: 5000,
      deltaNs: 1000,
      line: 13,
      vcpu: null,
    },
    {
      kind: 'function',
      initcall: false,
      name: 'rest_init',
      seq: 5,
      timeNs: 6000,
      deltaNs: 2000,
      line: null,
      vcpu: 1,
    },
    { ...CODE, seq: 6, timeNs: 7000, deltaNs: 3000, code: 0x41, name: null, port: 0x80, line: null, vcpu: 0 },
  ],
  stages: [
    {
      stage: 'kernel',
      startNs: 2000,
      endNs: 7000,
      durationNs: 5000,
      measured: true,
      events: 2,
      revisits: 1,
      moments: 0,
      firstCode: 0x40,
      lastCode: 0x41,
      first: '0x40',
      last: '0x41',
      firstName: '0x40',
      lastName: '0x41',
    },
  ],
  ledger: [
    { kind: 'setup', name: 'setup', startNs: 0, endNs: 1500, durationNs: 1500, measured: true },
    { kind: 'gap', name: 'setup..kernel', startNs: 1500, endNs: 2000, durationNs: 500, measured: true },
    { kind: 'stage', name: 'kernel', startNs: 2000, endNs: 7000, durationNs: 5000, measured: true },
  ],
};

export function everyKind(command: BootsReport['command']): BootsReport {
  return { command, timelines: [EVERY_KIND], diagnostics: [], summary: null, table: TABLE };
}

/** A row of a summary, every number of which differs from all others. */
export const SUMMARY_ROW: SummaryRow = {
  kind: 'stage',
  name: 'kernel',
  side: 'head',
  n: 8,
  medianNs: 5e6,
  meanNs: 6e6,
  stddevNs: 1e6,
  minNs: 4e6,
  maxNs: 9e6,
  p95Ns: 8e6,
  ciNs: [4.5e6, 5.5e6],
  outliers: [9e6, 8.5e6],
  humps: null,
};

/** The same of a comparison. */
export const DIFF_ROW: DiffRow = {
  kind: 'stage',
  name: 'kernel',
  baseNs: 80e6,
  headNs: 90e6,
  deltaNs: 10e6,
  deltaPct: 12.5,
  baseN: 10,
  headN: 9,
  p: 0.0012,
  pAdjusted: 0.0123,
  ciNs: [9e6, 11e6],
  verdict: 'regression',
  neededN: null,
  baseOutliers: [],
  headOutliers: [],
  baseHumps: null,
  headHumps: null,
};
