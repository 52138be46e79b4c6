/**
 * Newline-delimited JSON: a first object describes the report, then follows one per boot, event, stage, row, result or
 * diagnostic. `record` gives the type of a line. Each line is complete by itself, so that jq, log shippers and
 * databases can read line by line. Fields are those of the JSON documents.
 */
import { initcallsByEvent } from '../../trace/profile/initcall.js';
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
import type { Timeline } from '../../trace/report/timeline.js';
import type { Reporter } from '../reporter.js';
import { codeDocuments, eventDocument, provenanceOf, SCHEMA_VERSION, stageDocument, stopOf } from './json.js';
import { encodeJson, jsonFields } from './json-text.js';

type Fields = Readonly<Record<string, unknown>> | object;

function line(record: string, fields: Fields): string {
  return `${encodeJson({ schemaVersion: SCHEMA_VERSION, record, ...fields })}\n`;
}

function* lines(record: string, items: Iterable<Fields>): Generator<string> {
  for (const item of items) yield line(record, item);
}

/** `report` is about times, so it leaves out the events; every line repeats which boot it is of. */
function* bootLines(timeline: Timeline, command: BootsReport['command']): Generator<string> {
  const { boot, index, totalNs, events, stages, ledger, outcome } = timeline;
  const { input, format, clock, vmmStartNs, exits, side, warmup, profile, units = [], writer = null } = boot;
  const which = { boot: index, input };
  const role = { ...(side === null ? {} : { side }), ...(warmup ? { warmup } : {}) };
  const provenance = provenanceOf(boot);
  const facts = { format, writer, clock, vmmStartNs, totalNs, provenance, outcome };
  yield line('boot', { ...which, ...role, ...facts, ...stopOf(boot, command) });
  if (command !== 'report') {
    // An object put together of three costs five times as much, and there may be a million.
    const start = `{${jsonFields({ schemaVersion: SCHEMA_VERSION, record: 'event', ...which })},`;
    const initcalls = initcallsByEvent(events);
    for (const event of events) yield `${start}${jsonFields(eventDocument(event, initcalls))}}\n`;
  }
  for (const stage of stages) yield line('stage', { ...which, ...stageDocument(stage) });
  for (const row of ledger) yield line('ledger', { ...which, ...row });
  for (const exit of exits ?? []) yield line('exit', { ...which, ...exit });
  for (const silence of silencesOf(timeline)) yield line('silence', { ...which, ...silence });
  for (const unit of units) yield line('unit', { ...which, ...unit });
  if (profile === undefined) return;
  const { stacks, ...sampling } = profile;
  yield line('profile', { ...which, ...sampling });
  for (const stack of stacks) yield line('stack', { ...which, ...stack });
}

function* bootsLines(report: BootsReport): Generator<string> {
  const { command, timelines, summary, comparison, diagnostics } = report;
  const verdict = comparison === undefined ? {} : { verdict: comparison.verdict, ...namesFields(comparison) };
  yield line('report', { command, boots: timelines.length, ...verdict });
  for (const timeline of timelines) yield* bootLines(timeline, command);
  yield* lines('summary', summary ?? []);
  yield* lines('row', comparison?.rows ?? []);
  yield* lines('mark', comparison?.marks ?? []);
  yield* lines('diagnostic', diagnostics);
}

function namesFields({ names }: DiffReport): object {
  return names === undefined ? {} : { names };
}

function* diffLines(report: DiffReport): Generator<string> {
  const { command, rows, marks, verdict, diagnostics } = report;
  yield line('report', { command, verdict, ...namesFields(report) });
  yield* lines('row', rows);
  yield* lines('mark', marks);
  yield* lines('diagnostic', diagnostics);
}

function* checkLines({ command, results, passed, diagnostics }: CheckReport): Generator<string> {
  yield line('report', { command, passed });
  yield* lines('result', results);
  yield* lines('diagnostic', diagnostics);
}

function* trendLines({ command, points, rows, diagnostics }: TrendReport): Generator<string> {
  yield line('report', { command });
  yield* lines('point', points);
  yield* lines('trend', rows);
  yield* lines('diagnostic', diagnostics);
}

function* classifyLines(report: ClassifyReport): Generator<string> {
  yield line('report', { command: report.command });
  yield* lines('code', codeDocuments(report));
}

function* doctorLines({ command, findings }: DoctorReport): Generator<string> {
  yield line('report', { command });
  yield* lines('finding', findings);
}

function render(report: Report): Iterable<string> {
  switch (report.command) {
    case 'run':
    case 'parse':
    case 'report':
      return bootsLines(report);
    case 'diff':
      return diffLines(report);
    case 'check':
      return checkLines(report);
    case 'trend':
      return trendLines(report);
    case 'classify':
      return classifyLines(report);
    case 'doctor':
      return doctorLines(report);
  }
}

export const ndjsonReporter: Reporter = {
  id: 'ndjson',
  title: 'JSON, one object per line',
  extension: 'ndjson',
  render,
};
