/** The JSON documents as zod schemas, and from them the JSON Schemas that are shipped. Prose: docs/output.md. */
import * as z from 'zod';
import { CLOCKS, SIDES, STOP_REASONS } from '../boot.js';
import { LIFECYCLE_PHASES, MAX_CODE, TEXT_CHANNELS } from '../event.js';
import { OUTCOME_REASONS, OUTCOME_STATES } from '../outcome.js';
import { slowShare } from './comparison-schema.js';
import { UNITS } from './quantity.js';
import { ROW_KINDS, VERDICTS } from './report.js';
import { exitCount, observer, profileFacts, profileStack, provenance } from './run-schema.js';
import { silence, unit } from './text-schema.js';
import { LEDGER_KINDS } from './timeline.js';
import { trendPoint, trendValue } from './trend-schema.js';

const timeNs = z.int().describe('whole nanoseconds');
const time = timeNs.min(0);
const code = z.int().min(0).max(MAX_CODE).describe('what was written to the POST port: one byte, or two');
const hex = z.string().regex(/^0x[0-9a-f]{2,4}$/);
const lineNumber = z.int().min(1).nullable().describe('line of the log, from 1');

const eventBase = {
  seq: z.int().min(0).describe('position in the boot'),
  timeNs: time.describe('since the creation of the VM'),
  deltaNs: timeNs.describe(
    'since the previous event of its own kind; codes and moments are one kind, to which noise does not count; the first since zero',
  ),
  line: lineNumber,
  vcpu: z.int().min(0).nullable(),
};

const event = z.discriminatedUnion('kind', [
  z.strictObject({
    ...eventBase,
    kind: z.literal('code'),
    code,
    hex,
    stage: z.string(),
    name: z.string().nullable(),
    port: z.int().min(0).describe("0 for a stage's boundary that a text names"),
    noise: z.boolean(),
    revisit: z.boolean(),
  }),
  z.strictObject({
    ...eventBase,
    timeNs: timeNs.describe('since the creation of the VM; negative where a log says that it came before'),
    kind: z.literal('moment'),
    key: z.string().describe('the same in every log of its source'),
    name: z.string().describe("the source's own, or the user's"),
    stage: z.string().nullable().describe('null for a moment that is part of none'),
  }),
  z.strictObject({
    ...eventBase,
    kind: z.literal('text'),
    channel: z.enum(TEXT_CHANNELS),
    text: z.string(),
  }),
  z.strictObject({
    ...eventBase,
    kind: z.literal('lifecycle'),
    phase: z.enum(LIFECYCLE_PHASES),
  }),
  z.strictObject({
    ...eventBase,
    kind: z.literal('function'),
    name: z.string().describe("of the guest's kernel"),
    durationNs: time.optional().describe('where it is known'),
    initcall: z.literal(true).optional(),
  }),
]);

const span = {
  startNs: time,
  endNs: time,
  durationNs: time.nullable(),
  measured: z.boolean().describe('both ends were seen'),
};

const stage = z.strictObject({
  stage: z.string(),
  ...span,
  events: z.int().min(1).describe('its own codes and moments'),
  revisits: z.int().min(0).describe('codes and moments of earlier stages while it was the latest'),
  firstCode: code.nullable().describe('null where it begins with a moment'),
  lastCode: code.nullable().describe('null where it ends with a moment'),
  first: z.string().describe("the code, 0x40, or the moment's key"),
  last: z.string(),
  phases: z
    .array(
      z.strictObject({ key: z.string(), name: z.string(), startNs: time, endNs: time, durationNs: time }),
    )
    .min(1)
    .optional()
    .describe('where they are known: they touch, and sum to the stage'),
});

const ledgerRow = z.strictObject({ kind: z.enum(LEDGER_KINDS), name: z.string(), ...span });

const diagnostic = z.strictObject({
  severity: z.enum(['note', 'warning']),
  code: z.string(),
  message: z.string(),
  input: z.string().nullable(),
  line: lineNumber,
});

const stop = z.strictObject({
  reason: z.enum(STOP_REASONS),
  detail: z.string().nullable(),
  timeNs: time.nullable().describe('since the creation of the VM; null where it is not known'),
});

const outcome = z.strictObject({
  state: z.enum(OUTCOME_STATES),
  reason: z.enum(OUTCOME_REASONS),
  detail: z.string().nullable().describe('the words that say so'),
  line: lineNumber,
});

const boot = {
  input: z.string(),
  format: z.string(),
  writer: z.string().nullable().describe('which machine of an input that holds several'),
  provenance: provenance.describe('of a run, and of what a trace file tells; null for logs'),
  clock: z.enum(CLOCKS).describe('what ticks in the times, and from where'),
  index: z.int().min(0).describe('position among all boots of the report'),
  side: z.enum(SIDES).optional().describe('of a comparison; absent outside one'),
  warmup: z.literal(true).optional().describe('kept, but in no statistic'),
  vmmStartNs: timeNs.nullable().describe('how long the monitor ran before the creation of the VM'),
  totalNs: time.describe('time of the last code that counts, or moment'),
  events: z.array(event),
  stages: z.array(stage),
  ledger: z
    .array(ledgerRow)
    .describe('sums to totalNs, without a row of kind end, which leads on to the stop'),
  outcome: outcome.describe('what became of the boot'),
  exits: z.array(exitCount).optional().describe('where they were counted, dearest first'),
  hostWaitNs: timeNs.min(0).optional().describe('longest wait of a vCPU for a processor of the host'),
  silences: z.array(silence).optional().describe('of a boot that its text tells of, the longest first'),
  units: z.array(unit).optional().describe('where a log tells of them, the slowest first'),
  profile: z
    .strictObject({ ...profileFacts, stacks: z.array(profileStack) })
    .optional()
    .describe('of a boot that was sampled, which slowed it down'),
  observer: observer.optional().describe('what being watched cost, where exits were counted'),
};

const rowKind = z.enum(ROW_KINDS);
const interval = z.tuple([timeNs, timeNs]).nullable();

const hump = z.strictObject({ n: z.int().min(1), medianNs: timeNs });
const humps = z.tuple([hump, hump]).nullable();

const summaryRow = z.strictObject({
  name: z.string(),
  kind: rowKind,
  side: z.enum(SIDES).optional().describe('whose boots; absent outside a comparison'),
  n: z.int().min(0).describe('boots that measured the row; 0: all times are null'),
  medianNs: timeNs.nullable(),
  meanNs: timeNs.nullable(),
  stddevNs: time.nullable(),
  minNs: timeNs.nullable(),
  maxNs: timeNs.nullable(),
  p95Ns: timeNs.nullable(),
  ciNs: interval.describe('95 % of the median'),
  outliers: z.array(timeNs),
  humps: humps.describe('the two groups that the values fall into, or null'),
});

const schemaVersion = z.literal(2);

const verdict = z.enum(VERDICTS);
const sides = { baseNs: timeNs.nullable(), headNs: timeNs.nullable(), deltaNs: timeNs.nullable() };
const probability = z.number().min(0).max(1).nullable();

const mark = z.union([
  z.strictObject({
    code,
    name: z.string().optional().describe('where it has one'),
    occurrence: z.int().min(1),
    ...sides,
  }),
  z.strictObject({ key: z.string(), name: z.string(), occurrence: z.int().min(1), ...sides }),
]);

const names = z
  .strictObject({ base: z.string(), head: z.string() })
  .optional()
  .describe('what the sides are called; absent where they are base and head');

const comparison = {
  names,
  rows: z.array(
    z.strictObject({
      kind: z.enum([...rowKind.options, 'failed']),
      name: z.string(),
      ...sides,
      deltaPct: z.number().nullable(),
      baseN: z.int().min(0).describe('boots that measured it; in the row failed, boots that failed'),
      headN: z.int().min(0),
      baseBoots: z.int().min(0).optional().describe('all boots of the side, in the row failed'),
      headBoots: z.int().min(0).optional(),
      p: probability,
      pAdjusted: probability,
      ciNs: interval.describe('95 % of the shift'),
      floorNs: time
        .nullable()
        .optional()
        .describe('a smaller shift does not matter; null where nothing was tested'),
      verdict,
      neededN: z
        .int()
        .min(1)
        .nullable()
        .describe('boots on each side that should settle an inconclusive row'),
      slowShare: slowShare.optional(),
      baseOutliers: z.array(timeNs),
      headOutliers: z.array(timeNs),
      baseHumps: humps,
      headHumps: humps,
    }),
  ),
  marks: z.array(mark),
  verdict,
};

const bootsDocument = {
  schemaVersion,
  diagnostics: z.array(diagnostic),
  summary: z.array(summaryRow).optional().describe('with several boots'),
  outcomes: z
    .strictObject({
      finished: z.int().min(0),
      failed: z.int().min(0),
      unfinished: z.int().min(0),
      interrupted: z.int().min(0),
    })
    .optional()
    .describe('with several boots: how many came to each state'),
  rows: comparison.rows.optional().describe('of the sides that boots belong to, as in the document of diff'),
  marks: comparison.marks.optional().describe('likewise'),
  verdict: comparison.verdict.optional().describe('likewise'),
  names,
};

const boots = z.discriminatedUnion('command', [
  z.strictObject({
    ...bootsDocument,
    command: z.literal('run'),
    boots: z.array(z.strictObject({ ...boot, stop: stop.nullable() })),
  }),
  z.strictObject({
    ...bootsDocument,
    command: z.enum(['parse', 'report']),
    boots: z.array(
      z.strictObject({ ...boot, stop: stop.optional().describe('of a run, from its trace file') }),
    ),
  }),
]);

const diff = z.strictObject({
  schemaVersion,
  command: z.literal('diff'),
  ...comparison,
  diagnostics: z.array(diagnostic),
});

const check = z.strictObject({
  schemaVersion,
  command: z.literal('check'),
  passed: z.boolean(),
  results: z.array(
    z.strictObject({
      assertion: z.string(),
      passed: z.boolean(),
      unit: z.enum(UNITS).describe('of actual, limit and values'),
      actual: z.number().nullable(),
      limit: z.number().nullable(),
      values: z.array(z.number().nullable()).describe("every boot's value, null where it has none"),
      message: z.string(),
    }),
  ),
  diagnostics: z.array(diagnostic),
});

const trend = z.strictObject({
  schemaVersion,
  command: z.literal('trend'),
  points: z.array(trendPoint),
  rows: z.array(
    z.strictObject({
      kind: rowKind,
      name: z.string(),
      values: z.array(trendValue).describe('one per point'),
    }),
  ),
  diagnostics: z.array(diagnostic),
});

const classify = z.strictObject({
  schemaVersion,
  command: z.literal('classify'),
  codes: z.array(z.strictObject({ code, hex, stage: z.string(), name: z.string().nullable() })),
});

const doctor = z.strictObject({
  schemaVersion,
  command: z.literal('doctor'),
  findings: z.array(
    z.strictObject({
      subject: z.string(),
      status: z.enum(['ok', 'warning', 'failed']),
      message: z.string(),
      nextSteps: z.array(z.string()),
    }),
  ),
});

function lineOf<R extends string, F extends z.ZodRawShape>(record: R, fields: F) {
  return z.strictObject({ schemaVersion, record: z.literal(record), ...fields });
}

const ofBoot = { boot: boot.index, input: boot.input };

/** One line of newline-delimited JSON. */
const line = z.union([
  lineOf('report', {
    command: z.enum(['run', 'parse', 'report']),
    boots: z.int().min(0),
    verdict: verdict.optional(),
    names,
  }),
  lineOf('report', { command: z.literal('diff'), verdict, names }),
  lineOf('report', { command: z.literal('check'), passed: z.boolean() }),
  lineOf('report', { command: z.enum(['trend', 'classify', 'doctor']) }),
  lineOf('boot', {
    ...ofBoot,
    side: boot.side,
    warmup: boot.warmup,
    format: boot.format,
    writer: boot.writer,
    provenance: boot.provenance,
    clock: boot.clock,
    vmmStartNs: boot.vmmStartNs,
    totalNs: boot.totalNs,
    outcome: boot.outcome,
    stop: stop.nullable().optional().describe('of a run'),
  }),
  ...event.options.map(({ shape }) => lineOf('event', { ...ofBoot, ...shape })),
  lineOf('stage', { ...ofBoot, ...stage.shape }),
  lineOf('ledger', { ...ofBoot, ...ledgerRow.shape }),
  lineOf('exit', { ...ofBoot, ...exitCount.shape }),
  lineOf('silence', { ...ofBoot, ...silence.shape }),
  lineOf('unit', { ...ofBoot, ...unit.shape }),
  lineOf('profile', { ...ofBoot, ...profileFacts }),
  lineOf('stack', { ...ofBoot, ...profileStack.shape }),
  lineOf('summary', summaryRow.shape),
  lineOf('row', diff.shape.rows.element.shape),
  ...mark.options.map(({ shape }) => lineOf('mark', shape)),
  lineOf('result', check.shape.results.element.shape),
  lineOf('point', trendPoint.shape),
  lineOf('trend', trend.shape.rows.element.shape),
  lineOf('code', classify.shape.codes.element.shape),
  lineOf('finding', doctor.shape.findings.element.shape),
  lineOf('diagnostic', diagnostic.shape),
]);

/** One schema per document; the key is the name of its file. */
export const documents = { boots, diff, check, trend, classify, doctor, line } as const;

/** JSON Schemas (draft 2020-12) by file name without extension. */
export function jsonSchemas(): Record<keyof typeof documents, object> {
  const schemaOf = (name: keyof typeof documents): object =>
    z.toJSONSchema(documents[name], { io: 'output' });
  return {
    boots: schemaOf('boots'),
    diff: schemaOf('diff'),
    check: schemaOf('check'),
    trend: schemaOf('trend'),
    classify: schemaOf('classify'),
    doctor: schemaOf('doctor'),
    line: schemaOf('line'),
  };
}
