/** JSON: one document per report, its fields and only those that docs/output.md lists; events one per line. */
import type { Boot } from '../../trace/boot.js';
import { formatCode } from '../../trace/event.js';
import { countOutcomes } from '../../trace/outcome.js';
import { type Initcall, initcallsByEvent } from '../../trace/profile/initcall.js';
import { observerCost } from '../../trace/report/observer-cost.js';
import type {
  BootsReport,
  CheckReport,
  ClassifyReport,
  DiffReport,
  DoctorReport,
  Report,
  TrendReport,
} from '../../trace/report/report.js';
import { silencesOf } from '../../trace/report/silences.js';
import type { StagePhase, StageSpan, TimedEvent, Timeline } from '../../trace/report/timeline.js';
import type { Reporter } from '../reporter.js';
import { listedCodes } from '../words/code-list.js';
import { encodeJson, jsonArray, jsonFields } from './json-text.js';

export const SCHEMA_VERSION = 2;

/** An event with the contract's fields in the contract's order; `initcalls` are those of its boot. */
export function eventDocument(
  event: TimedEvent,
  initcalls: ReadonlyMap<TimedEvent, Initcall>,
): Readonly<Record<string, unknown>> {
  const { seq, kind, timeNs, deltaNs, line, vcpu } = event;
  if (event.kind === 'text') {
    return { seq, kind, timeNs, deltaNs, line, vcpu, channel: event.channel, text: event.text };
  }
  if (event.kind === 'lifecycle') return { seq, kind, timeNs, deltaNs, line, vcpu, phase: event.phase };
  if (event.kind === 'function') {
    const durationNs = initcalls.get(event)?.durationNs ?? null;
    const took = durationNs === null ? {} : { durationNs };
    const isInitcall = event.initcall ? { initcall: true } : {};
    return { seq, kind, timeNs, deltaNs, line, vcpu, name: event.name, ...took, ...isInitcall };
  }
  if (event.kind === 'moment') {
    const { key, name, stage } = event;
    return { seq, kind, timeNs, deltaNs, line, vcpu, key, name, stage };
  }
  const { code, stage, name, port, noise, revisit } = event;
  const hex = formatCode(code);
  // One literal, not spreads: this runs once per event of a trace that may hold a million.
  return { seq, kind, timeNs, deltaNs, line, vcpu, code, hex, stage, name, port, noise, revisit };
}

/** A stage with the contract's fields in the contract's order. */
export function stageDocument(span: StageSpan): Readonly<Record<string, unknown>> {
  const { stage, startNs, endNs, durationNs, measured, events, revisits } = span;
  const { firstCode, lastCode, first, last, phases } = span;
  const ends = { firstCode, lastCode, first, last };
  const parts = phases === undefined ? {} : { phases: phases.map(phaseDocument) };
  return { stage, startNs, endNs, durationNs, measured, events, revisits, ...ends, ...parts };
}

function phaseDocument({ key, name, startNs, endNs, durationNs }: StagePhase): object {
  return { key, name, startNs, endNs, durationNs };
}

/** Of a run always, else of a boot whose source says how it stopped. */
export function stopOf({ stop }: Boot, command: BootsReport['command']): object {
  if (stop === null) return command === 'run' ? { stop } : {};
  const { reason, detail, timeNs = null } = stop;
  return { stop: { reason, detail, timeNs } };
}

/** For every run and every trace file; null for logs. */
export function provenanceOf({ provenance }: Boot): object | null {
  if (provenance === null) return null;
  const { boottrace, engine, guest, host, startedAt = null, looks } = provenance;
  return { boottrace, engine, guest, host, startedAt, ...(looks === undefined ? {} : { looks }) };
}

function* bootPieces(timeline: Timeline, command: BootsReport['command']): Generator<string> {
  const { boot, index, totalNs, events, stages, ledger, outcome } = timeline;
  const {
    input,
    format,
    clock,
    vmmStartNs,
    exits,
    hostWaitNs,
    warmup,
    side,
    profile,
    writer = null,
    units,
  } = boot;
  const role = { ...(side === null ? {} : { side }), ...(warmup ? { warmup } : {}) };
  const provenance = provenanceOf(boot);
  const head = { input, format, writer, clock, index, ...role, vmmStartNs, totalNs, provenance };
  yield `{${jsonFields(head)},"events":`;
  const initcalls = initcallsByEvent(events);
  const silences = silencesOf(timeline);
  yield* jsonArray(events, (event) => [encodeJson(eventDocument(event, initcalls))]);
  yield `,${jsonFields({
    stages: stages.map(stageDocument),
    ledger,
    outcome,
    ...stopOf(boot, command),
    ...(exits === null ? {} : { exits, observer: observerDocument(timeline) }),
    ...(hostWaitNs === undefined ? {} : { hostWaitNs }),
    ...(silences.length === 0 ? {} : { silences }),
    ...(units === undefined ? {} : { units }),
    ...(profile === undefined ? {} : { profile }),
  })}}`;
}

/** What the exits of this boot cost it, as far as they are port accesses, and as far as those are debug output. */
function observerDocument(timeline: Timeline): object | undefined {
  const cost = observerCost(timeline);
  if (cost === null) return undefined;
  const { ports, debug } = cost;
  return { portExits: ports.count, portNs: ports.totalNs, debugExits: debug.count, debugNs: debug.totalNs };
}

function* bootsPieces(report: BootsReport): Generator<string> {
  const { command, timelines, diagnostics, summary, comparison } = report;
  yield `{${jsonFields({ schemaVersion: SCHEMA_VERSION, command })},"boots":`;
  yield* jsonArray(timelines, (timeline) => bootPieces(timeline, command));
  yield `,${jsonFields({
    diagnostics,
    ...(summary === null
      ? {}
      : { summary, outcomes: countOutcomes(timelines.map(({ outcome }) => outcome)) }),
    ...(comparison === undefined ? {} : comparisonOf(comparison)),
  })}}\n`;
}

function comparisonOf({ names, rows, marks, verdict }: DiffReport): object {
  return { ...(names === undefined ? {} : { names }), rows, marks, verdict };
}

/** The codes of `classify` with the contract's fields. */
export function codeDocuments(report: ClassifyReport): readonly object[] {
  return listedCodes(report).map(({ code, stage, name }) => ({ code, hex: formatCode(code), stage, name }));
}

/** The smaller documents, which are made at once. */
function documentOf(report: DiffReport | CheckReport | TrendReport | ClassifyReport | DoctorReport): object {
  switch (report.command) {
    case 'diff':
      return { ...comparisonOf(report), diagnostics: report.diagnostics };
    case 'check':
      return { passed: report.passed, results: report.results, diagnostics: report.diagnostics };
    case 'trend':
      return { points: report.points, rows: report.rows, diagnostics: report.diagnostics };
    case 'classify':
      return { codes: codeDocuments(report) };
    case 'doctor':
      return { findings: report.findings };
  }
}

function* render(report: Report): Generator<string> {
  if ('timelines' in report) yield* bootsPieces(report);
  else
    yield `${encodeJson({ schemaVersion: SCHEMA_VERSION, command: report.command, ...documentOf(report) })}\n`;
}

export const jsonReporter: Reporter = {
  id: 'json',
  title: 'JSON, times in nanoseconds',
  extension: 'json',
  render,
};
