/**
 * OpenTelemetry traces as OTLP/JSON (opentelemetry-proto, JSON Protobuf encoding): a trace per boot, whose root span is
 * the boot and whose child spans are the rows of its ledger, that of a stage with its phases below it; codes, moments, texts and
 * lifecycle are events of the root, or of the row that they fall in. Ids are hashes of what the boot is, so the same log gives the same trace.
 */
import { createHash } from 'node:crypto';
import { formatCode, type Nanoseconds, NO_PORT } from '../../trace/event.js';
import { functionWord } from '../../trace/profile/initcall.js';
import type { BootsReport } from '../../trace/report/report.js';
import type { LedgerRow, StageSpan, TimedEvent, Timeline } from '../../trace/report/timeline.js';
import type { Reporter } from '../reporter.js';
import { type ExitSum, sumExits } from '../words/exit-sums.js';
import { shortText } from '../words/short-text.js';
import { encodeJson, jsonArray } from './json-text.js';

/** Collectors refuse or cut longer attribute values. */
const MAX_TEXT = 4000;

/** Span.SpanKind and Status.StatusCode of opentelemetry/proto/trace/v1/trace.proto. */
const SPAN_KIND_INTERNAL = 1;
const STATUS_CODE_ERROR = 2;

/** A span id is 8 bytes, a trace id 16. */
const SPAN_ID_DIGITS = 16;
const TRACE_ID_DIGITS = 32;

type Attribute = readonly [key: string, value: string | number | boolean | null];

interface Trace {
  readonly timeline: Timeline;
  readonly traceId: string;
  readonly rootId: string;
  /** Wall-clock time of the creation of the VM, nanoseconds since 1970. */
  readonly zeroUnixNs: bigint;
}

/** What is a span: the whole boot, a row of its ledger, or a phase of a stage. */
interface SpanPlan {
  readonly name: string;
  readonly spanId: string;
  /** Null for the root. */
  readonly parentId: string | null;
  readonly startNs: Nanoseconds;
  readonly endNs: Nanoseconds;
  readonly attributes: readonly Attribute[];
  readonly events: Iterable<TimedEvent>;
}

/** Numbers are 64-bit integers, which JSON Protobuf writes as text. What has no value is left out. */
function attributeList(attributes: readonly Attribute[]): readonly object[] {
  return attributes
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ({ key, value: attributeValue(value!) }));
}

function attributeValue(value: string | number | boolean): object {
  if (typeof value === 'number') return { intValue: `${value}` };
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}

function spanEvent(event: TimedEvent, zeroUnixNs: bigint): string {
  const timeUnixNano = `${zeroUnixNs + BigInt(event.timeNs)}`;
  const common: readonly Attribute[] = [
    ['boot.seq', event.seq],
    ['log.line', event.line],
    ['boot.vcpu', event.vcpu],
  ];
  if (event.kind === 'lifecycle')
    return encodeJson({ timeUnixNano, name: event.phase, attributes: attributeList(common) });
  if (event.kind === 'function') {
    const attributes = attributeList([...common, ['code.function', shortText(event.name)]]);
    return encodeJson({ timeUnixNano, name: functionWord(event), attributes });
  }
  if (event.kind === 'text') {
    const text: Attribute = ['boot.text', shortText(event.text, MAX_TEXT)];
    return encodeJson({ timeUnixNano, name: event.channel, attributes: attributeList([...common, text]) });
  }
  if (event.kind === 'moment') {
    const attributes = attributeList([
      ...common,
      ['boot.moment.key', shortText(event.key)],
      ['boot.stage', event.stage === null ? null : shortText(event.stage)],
      ['boot.delta_ns', event.deltaNs],
    ]);
    return encodeJson({ timeUnixNano, name: shortText(event.name), attributes });
  }
  const { code, stage, name, port, noise, revisit, deltaNs } = event;
  const attributes = attributeList([
    ...common,
    ['boot.code', code],
    ['boot.code.name', name === null ? null : shortText(name)],
    ['boot.stage', shortText(stage)],
    ['boot.port', port === NO_PORT ? null : port],
    ['boot.delta_ns', deltaNs],
    ['boot.noise', noise],
    ['boot.revisit', revisit],
  ]);
  return encodeJson({ timeUnixNano, name: formatCode(code), attributes });
}

function* spanPieces(
  { name, spanId, parentId, startNs, endNs, attributes, events }: SpanPlan,
  { traceId, zeroUnixNs, timeline }: Trace,
): Generator<string> {
  const head = {
    traceId,
    spanId,
    ...(parentId === null ? { status: status(timeline) } : { parentSpanId: parentId }),
    name,
    kind: SPAN_KIND_INTERNAL,
    startTimeUnixNano: `${zeroUnixNs + BigInt(startNs)}`,
    endTimeUnixNano: `${zeroUnixNs + BigInt(endNs)}`,
    attributes: attributeList(attributes),
  };
  yield `${encodeJson(head).slice(0, -1)},"events":`;
  yield* jsonArray(events, (event) => [spanEvent(event, zeroUnixNs)]);
  yield '}';
}

/** A boot that failed is an error; of others nothing is claimed. */
function status({ outcome }: Timeline): object {
  if (outcome.state !== 'failed') return {};
  return { code: STATUS_CODE_ERROR, message: shortText(outcome.detail ?? outcome.reason) };
}

function idOf(seed: string, hexDigits: number): string {
  return createHash('sha256').update(seed).digest('hex').slice(0, hexDigits);
}

/** Two runs of one guest differ in their times, so all of them are hashed. */
function traceIdOf({ boot, index, events }: Timeline): string {
  const hash = createHash('sha256').update(JSON.stringify([boot.input, boot.format, index, boot.provenance]));
  for (const event of events) {
    hash.update(`${idOfEvent(event)}@${event.timeNs};`);
  }
  return hash.digest('hex').slice(0, TRACE_ID_DIGITS);
}

function idOfEvent(event: TimedEvent): string {
  if (event.kind === 'code') return `${event.code}`;
  return event.kind === 'moment' ? JSON.stringify(event.key) : event.kind;
}

function rootAttributes({ boot, index, totalNs }: Timeline): readonly Attribute[] {
  return [
    ['boot.index', index],
    ['boot.input', shortText(boot.input)],
    ['boot.format', boot.format],
    ['boot.clock', boot.clock],
    ['boot.total_ns', totalNs],
    ['boot.vmm_start_ns', boot.vmmStartNs],
    ['boot.side', boot.side],
    ['boot.warmup', boot.warmup],
    ['boot.stop', boot.stop?.reason ?? null],
    ['boot.stop_ns', boot.stop?.timeNs ?? null],
  ];
}

function rowAttributes(
  { kind, durationNs, measured }: LedgerRow,
  exits: ExitSum | undefined,
): readonly Attribute[] {
  return [
    ['boot.row', kind],
    ['boot.duration_ns', durationNs],
    ['boot.measured', measured],
    ['boot.exits', exits?.count ?? null],
    ['boot.exits_ns', exits?.totalNs ?? null],
  ];
}

/** How many of `events` lie before the end of a row. The code at a stage's end is its own, the one at a gap's end is not. */
function countThrough(events: readonly TimedEvent[], { kind, endNs }: LedgerRow): number {
  const after = events.findIndex(({ timeNs }) => (kind === 'stage' ? timeNs > endNs : timeNs >= endNs));
  return after < 0 ? events.length : after;
}

/** The root first. What comes after the last code is an event of the root. */
function spanPlans({ timeline, traceId, rootId }: Trace): readonly SpanPlan[] {
  const exits = sumExits(timeline.boot.exits);
  let rest = timeline.events;
  const stages = [...timeline.stages];
  const rows = timeline.ledger.flatMap((row, at): readonly SpanPlan[] => {
    const { kind, name, startNs, endNs } = row;
    const count = countThrough(rest, row);
    const events = rest.slice(0, count);
    rest = rest.slice(count);
    const attributes = rowAttributes(row, kind === 'gap' || kind === 'end' ? undefined : exits.get(name));
    const spanId = idOf(`${traceId} row ${at}`, SPAN_ID_DIGITS);
    const plan = { name: shortText(name), spanId, parentId: rootId, startNs, endNs, attributes, events };
    return kind === 'stage' ? [plan, ...phasePlans(stages.shift(), spanId, traceId)] : [plan];
  });
  const root: SpanPlan = {
    name: 'boot',
    spanId: rootId,
    parentId: null,
    startNs: 0,
    endNs: timeline.ledger.at(-1)?.endNs ?? timeline.totalNs,
    attributes: rootAttributes(timeline),
    events: rest,
  };
  return [root, ...rows];
}

/** Events stay with the stage. */
function phasePlans(span: StageSpan | undefined, parentId: string, traceId: string): readonly SpanPlan[] {
  return (span?.phases ?? []).map(({ key, name, startNs, endNs, durationNs }): SpanPlan => {
    const spanId = idOf(`${traceId} phase ${parentId} ${key}`, SPAN_ID_DIGITS);
    const attributes: readonly Attribute[] = [
      ['boot.phase', key],
      ['boot.duration_ns', durationNs],
    ];
    return { name, spanId, parentId, startNs, endNs, attributes, events: [] };
  });
}

/** Without a start time in the source the trace begins in 1970: a reader has no clock of its own to add. */
function zeroUnixNs({ boot: { provenance } }: Timeline): bigint {
  const startedMs = Date.parse(provenance?.startedAt ?? '');
  return Number.isNaN(startedMs) ? 0n : BigInt(startedMs) * 1_000_000n;
}

function* tracePieces(timeline: Timeline): Generator<string> {
  const traceId = traceIdOf(timeline);
  const rootId = idOf(`${traceId} boot`, SPAN_ID_DIGITS);
  const trace = { timeline, traceId, rootId, zeroUnixNs: zeroUnixNs(timeline) };
  const resource = {
    attributes: attributeList([
      ['service.name', 'boottrace'],
      ['host.cpu.model.name', hostText(timeline, 'cpuModel')],
      ['os.version', hostText(timeline, 'kernel')],
    ]),
  };
  const scope = { name: 'boottrace', version: timeline.boot.provenance?.boottrace ?? '' };
  yield `${encodeJson({ resource }).slice(0, -1)},"scopeSpans":[${encodeJson({ scope }).slice(0, -1)},"spans":`;
  yield* jsonArray(spanPlans(trace), (plan) => spanPieces(plan, trace));
  yield '}]}';
}

function hostText({ boot: { provenance } }: Timeline, key: string): string | null {
  const value = provenance?.host[key];
  return typeof value === 'string' ? shortText(value) : null;
}

function* render({ timelines }: BootsReport): Generator<string> {
  yield '{"resourceSpans":';
  yield* jsonArray(timelines, tracePieces);
  yield '}\n';
}

export const otlpReporter: Reporter<BootsReport> = {
  id: 'otlp',
  title: 'OpenTelemetry traces, OTLP/JSON',
  extension: 'json',
  render,
};
