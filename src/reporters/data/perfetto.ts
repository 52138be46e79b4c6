/**
 * Trace event JSON, which ui.perfetto.dev, chrome://tracing and speedscope open ("Trace Event Format", Google, 2016). A
 * boot is a process; its ledger, phases, codes, moments, lifecycle, initcalls, marked functions, channels of text and the samples of each
 * virtual CPU are threads. Times are microseconds since the creation of the VM, so boots lie above one another. Samples
 * are nested slices: the format's own samples and stackFrames are shown by none of these (Perfetto's issue 387).
 */
import { formatPort } from '../../trace/debug-ports.js';
import { formatCode, NO_PORT } from '../../trace/event.js';
import { functionWord, initcallsOf, isToldByText } from '../../trace/profile/initcall.js';
import { type StackEdge, stackEdges } from '../../trace/profile/profile-spans.js';
import type { BootsReport } from '../../trace/report/report.js';
import type { LedgerRow, StageSpan, TimedEvent, Timeline } from '../../trace/report/timeline.js';
import type { Reporter } from '../reporter.js';
import { type ExitSum, sumExits } from '../words/exit-sums.js';
import { bootLabel, shortText } from '../words/short-text.js';
import { micros } from './csv-fields.js';
import { laneOf } from './initcall-lanes.js';
import { encodeJson, jsonArray } from './json-text.js';

/** Of a text in the arguments of its event: the panel of a viewer shows no more. */
const MAX_TEXT = 4000;

const LEDGER_THREAD = { tid: 1, name: 'stages' };
/** Below the stages that they are parts of. */
const PHASE_THREAD = { tid: 12, name: 'phases', sortIndex: 1 };

/** Threads by what is on them; a thread without events is not announced. */
const THREADS = {
  code: { tid: 2, name: 'codes' },
  moment: { tid: 11, name: 'moments' },
  lifecycle: { tid: 3, name: 'lifecycle' },
  initcall: { tid: 4, name: 'initcalls' },
  function: { tid: 5, name: 'functions' },
  'debug-console': { tid: 6, name: 'debug console' },
  'firmware-debug': { tid: 7, name: 'firmware debug' },
  serial: { tid: 8, name: 'serial' },
  'kernel-log': { tid: 9, name: 'kernel log' },
  monitor: { tid: 10, name: 'monitor' },
} as const;

interface Thread {
  readonly tid: number;
  readonly name: string;
  /** The number of the thread when absent; those with equal ones are in the order of their numbers. */
  readonly sortIndex?: number;
}

/** Where an initcall is, and a function that ran beside one: behind the first lane there is room for more. */
function laneThread(lane: number): Thread {
  return lane === 0 ? THREADS.initcall : { tid: 20 + lane, name: `initcalls ${lane + 1}` };
}

/** Where the samples of a virtual CPU are: below all others, since they are the deepest. */
function sampleThread(vcpu: number): Thread {
  return { tid: 100 + vcpu, name: `samples of cpu ${vcpu}` };
}

type Arguments = Readonly<Record<string, unknown>>;

interface Place {
  readonly pid: number;
  readonly tid: number;
}

/** Times stay the decimal text that they are: as numbers they would lose their nanoseconds after some days. */
interface Timing {
  readonly phase: 'X' | 'B' | 'E' | 'i';
  readonly ts: string;
  readonly dur?: string;
}

function metadata(name: string, place: Place, args: Arguments): string {
  return encodeJson({ ph: 'M', name, ...place, args });
}

function traceEvent(
  { phase, ts, dur }: Timing,
  name: string,
  fields: Readonly<Record<string, unknown>>,
): string {
  const scope = phase === 'i' ? ',"s":"t"' : '';
  const duration = dur === undefined ? '' : `,"dur":${dur}`;
  return `{"ph":"${phase}"${scope},"ts":${ts}${duration},${encodeJson({ name, ...fields }).slice(1)}`;
}

function threadOf(event: TimedEvent): Thread {
  if (event.kind === 'function') return THREADS[functionWord(event)];
  return THREADS[event.kind === 'text' ? event.channel : event.kind];
}

function sampleEdges({ boot: { profile } }: Timeline): ReturnType<typeof stackEdges> {
  return stackEdges(profile?.stacks ?? [], profile?.hz ?? 1);
}

function* announcements(timeline: Timeline, pid: number): Generator<string> {
  yield metadata('process_name', { pid, tid: 0 }, { name: bootLabel(timeline) });
  yield metadata('process_sort_index', { pid, tid: 0 }, { sort_index: timeline.index });
  const used = new Set<object>();
  for (const event of timeline.events) if (!isToldByText(event)) used.add(threadOf(event));
  const lanes = new Set(laneOf(initcallsOf(timeline.events)).map(([lane]) => lane));
  if (lanes.size > 0) used.add(THREADS.initcall);
  const moreLanes = [...lanes].filter((lane) => lane > 0).map(laneThread);
  const sampled = [...sampleEdges(timeline)].map(([vcpu]) => sampleThread(vcpu));
  const shown = Object.values(THREADS).filter((one) => used.has(one));
  const phases = timeline.stages.some((span) => span.phases !== undefined) ? [PHASE_THREAD] : [];
  const threads: readonly Thread[] = [LEDGER_THREAD, ...phases, ...shown, ...moreLanes, ...sampled];
  for (const { tid, name, sortIndex = tid } of threads) {
    yield metadata('thread_name', { pid, tid }, { name });
    yield metadata('thread_sort_index', { pid, tid }, { sort_index: sortIndex });
  }
}

function ledgerArguments(
  row: LedgerRow,
  span: StageSpan | null,
  exits: ExitSum | undefined,
  { boot }: Timeline,
): Arguments {
  return {
    ...(span === null
      ? {}
      : {
          codes: `${shortText(span.firstName)}..${shortText(span.lastName)}`,
          events: span.events,
          revisits: span.revisits,
        }),
    ...(row.kind === 'setup' && boot.vmmStartNs !== null ? { vmmStartNs: boot.vmmStartNs } : {}),
    ...(exits === undefined ? {} : { exits: exits.count, exitsNs: exits.totalNs }),
  };
}

/** A row that takes no time would not be drawn as a slice. */
function* ledgerEvents(timeline: Timeline, pid: number): Generator<string> {
  const spans = [...timeline.stages];
  const exits = sumExits(timeline.boot.exits);
  for (const row of timeline.ledger) {
    const { kind, name, startNs, durationNs } = row;
    const span = kind === 'stage' ? (spans.shift() ?? null) : null;
    const ts = micros(startNs);
    const timing: Timing = durationNs ? { phase: 'X', ts, dur: micros(durationNs) } : { phase: 'i', ts };
    const sum = kind === 'gap' || kind === 'end' ? undefined : exits.get(name);
    const args = ledgerArguments(row, span, sum, timeline);
    yield traceEvent(timing, shortText(name), { cat: kind, pid, tid: LEDGER_THREAD.tid, args });
    yield* phaseEvents(span, pid);
  }
}

function* phaseEvents(span: StageSpan | null, pid: number): Generator<string> {
  for (const { key, name, startNs, durationNs } of span?.phases ?? []) {
    const ts = micros(startNs);
    const timing: Timing = durationNs > 0 ? { phase: 'X', ts, dur: micros(durationNs) } : { phase: 'i', ts };
    yield traceEvent(timing, name, { cat: 'phase', pid, tid: PHASE_THREAD.tid, args: { key } });
  }
}

function instant(event: TimedEvent, pid: number): string {
  const { timeNs, line, vcpu } = event;
  const timing: Timing = { phase: 'i', ts: micros(timeNs) };
  const place = { pid, tid: threadOf(event).tid };
  if (event.kind === 'lifecycle' || event.kind === 'function') {
    const name = event.kind === 'function' ? shortText(event.name || functionWord(event)) : event.phase;
    return traceEvent(timing, name, { cat: 'lifecycle', ...place, args: { line, vcpu } });
  }
  if (event.kind === 'text') {
    const args = { text: shortText(event.text, MAX_TEXT), line, vcpu };
    return traceEvent(timing, shortText(event.text), { cat: event.channel, ...place, args });
  }
  if (event.kind === 'moment') {
    const { key, deltaNs, revisit } = event;
    const stage = event.stage === null ? null : shortText(event.stage);
    const args = { key: shortText(key), stage, deltaNs, line, vcpu, revisit };
    return traceEvent(timing, shortText(event.name), { cat: 'moment', ...place, args });
  }
  const { code, stage, name, port, deltaNs, noise, revisit } = event;
  const label = name === null ? formatCode(code) : `${formatCode(code)} ${shortText(name)}`;
  const args = {
    code,
    stage: shortText(stage),
    port: port === NO_PORT ? null : formatPort(port),
    deltaNs,
    line,
    vcpu,
    noise,
    revisit,
  };
  return traceEvent(timing, label, { cat: noise ? 'noise' : 'code', ...place, args });
}

/** The last may have no end that is known. One that took no time would not be drawn as a slice either. */
function* initcallEvents({ events }: Timeline, pid: number): Generator<string> {
  for (const [lane, { kind, name, startNs, durationNs }] of laneOf(initcallsOf(events))) {
    const ts = micros(startNs);
    const timing: Timing = durationNs ? { phase: 'X', ts, dur: micros(durationNs) } : { phase: 'i', ts };
    const fields = { cat: kind, pid, tid: laneThread(lane).tid, args: {} };
    yield traceEvent(timing, shortText(name), fields);
  }
}

function* sampleEvents(timeline: Timeline, pid: number): Generator<string> {
  for (const [vcpu, edges] of sampleEdges(timeline)) {
    const { tid } = sampleThread(vcpu);
    for (const edge of edges) yield sampleEvent(edge, { pid, tid });
  }
}

function sampleEvent({ kind, timeNs, name, samples }: StackEdge, place: Place): string {
  const isEnd = kind === 'leave';
  const timing: Timing = { phase: isEnd ? 'E' : 'B', ts: micros(timeNs) };
  return traceEvent(timing, shortText(name), { cat: 'sample', ...place, args: isEnd ? { samples } : {} });
}

function* traceEvents({ timelines }: BootsReport): Generator<string> {
  for (const timeline of timelines) {
    const pid = timeline.index + 1;
    yield* announcements(timeline, pid);
    yield* ledgerEvents(timeline, pid);
    for (const event of timeline.events) {
      if (threadOf(event) !== THREADS.initcall && !isToldByText(event)) yield instant(event, pid);
    }
    yield* initcallEvents(timeline, pid);
    yield* sampleEvents(timeline, pid);
  }
}

function* render(report: BootsReport): Generator<string> {
  yield `{"displayTimeUnit":"ms","otherData":${encodeJson({ exporter: 'boottrace' })},"traceEvents":`;
  yield* jsonArray(traceEvents(report), (event) => [event]);
  yield '}\n';
}

export const perfettoReporter: Reporter<BootsReport> = {
  id: 'perfetto',
  title: 'trace events for Perfetto and chrome://tracing',
  extension: 'json',
  render,
};
