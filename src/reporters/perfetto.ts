/**
 * Trace event JSON, which ui.perfetto.dev, chrome://tracing and speedscope open ("Trace Event Format", Google, 2016). A
 * boot is a process; its ledger, its codes, its lifecycle and each channel of text are threads. Times are microseconds
 * since the creation of the VM, so boots lie above one another. How long the monitor ran before is an argument of setup.
 */
import { formatCode, NO_PORT } from '../trace/event.js';
import type { BootsReport } from '../trace/report.js';
import type { LedgerRow, StageSpan, TimedEvent, Timeline } from '../trace/timeline.js';
import { micros } from './csv-fields.js';
import { type ExitSum, sumExits } from './exit-sums.js';
import { encodeJson, jsonArray } from './json-text.js';
import type { Reporter } from './reporter.js';
import { bootLabel, shortText } from './short-text.js';

/** Of a text in the arguments of its event: the panel of a viewer shows no more. */
const MAX_TEXT = 4000;

const LEDGER_THREAD = { tid: 1, name: 'stages' };

/** Threads by what is on them; a thread without events is not announced. */
const THREADS = {
  code: { tid: 2, name: 'codes' },
  lifecycle: { tid: 3, name: 'lifecycle' },
  'debug-console': { tid: 4, name: 'debug console' },
  'firmware-debug': { tid: 5, name: 'firmware debug' },
  serial: { tid: 6, name: 'serial' },
  'kernel-log': { tid: 7, name: 'kernel log' },
  monitor: { tid: 8, name: 'monitor' },
} as const;

type Arguments = Readonly<Record<string, unknown>>;

interface Place {
  readonly pid: number;
  readonly tid: number;
}

/** Times stay the decimal text that they are: as numbers they would lose their nanoseconds after some days. */
interface Timing {
  readonly phase: 'X' | 'i';
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

function threadOf(event: TimedEvent): (typeof THREADS)[keyof typeof THREADS] {
  return THREADS[event.kind === 'text' ? event.channel : event.kind];
}

function* announcements(timeline: Timeline, pid: number): Generator<string> {
  yield metadata('process_name', { pid, tid: 0 }, { name: bootLabel(timeline) });
  yield metadata('process_sort_index', { pid, tid: 0 }, { sort_index: timeline.index });
  const used = new Set<object>();
  for (const event of timeline.events) used.add(threadOf(event));
  for (const { tid, name } of [LEDGER_THREAD, ...Object.values(THREADS).filter((one) => used.has(one))]) {
    yield metadata('thread_name', { pid, tid }, { name });
    yield metadata('thread_sort_index', { pid, tid }, { sort_index: tid });
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
          codes: `${formatCode(span.firstCode)}..${formatCode(span.lastCode)}`,
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
    const timing: Timing = durationNs > 0 ? { phase: 'X', ts, dur: micros(durationNs) } : { phase: 'i', ts };
    const sum = kind === 'gap' ? undefined : exits.get(name);
    const args = ledgerArguments(row, span, sum, timeline);
    yield traceEvent(timing, shortText(name), { cat: kind, pid, tid: LEDGER_THREAD.tid, args });
  }
}

function instant(event: TimedEvent, pid: number): string {
  const { timeNs, line, vcpu } = event;
  const timing: Timing = { phase: 'i', ts: micros(timeNs) };
  const place = { pid, tid: threadOf(event).tid };
  if (event.kind === 'lifecycle') {
    const name = shortText(event.name ?? event.phase);
    return traceEvent(timing, name, { cat: 'lifecycle', ...place, args: { line, vcpu } });
  }
  if (event.kind === 'text') {
    const args = { text: shortText(event.text, MAX_TEXT), line, vcpu };
    return traceEvent(timing, shortText(event.text), { cat: event.channel, ...place, args });
  }
  const { code, stage, name, port, deltaNs, noise, revisit } = event;
  const label = name === null ? formatCode(code) : `${formatCode(code)} ${shortText(name)}`;
  const args = {
    code,
    stage: shortText(stage),
    port: port === NO_PORT ? null : `0x${port.toString(16)}`,
    deltaNs,
    line,
    vcpu,
    noise,
    revisit,
  };
  return traceEvent(timing, label, { cat: noise ? 'noise' : 'code', ...place, args });
}

function* traceEvents({ timelines }: BootsReport): Generator<string> {
  for (const timeline of timelines) {
    const pid = timeline.index + 1;
    yield* announcements(timeline, pid);
    yield* ledgerEvents(timeline, pid);
    for (const event of timeline.events) yield instant(event, pid);
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
