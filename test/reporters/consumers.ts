/**
 * What reads each format, as strict as it can be had: the consumer's own schema or parser where there is a package of
 * it, and else the rules of its documentation. A consumer throws, or fails an expectation, for what it would not take.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Ajv } from 'ajv';
import { type XmlAttribute, XmlDocument, type XmlElement, XsdValidator } from 'libxml2-wasm';
import { marked } from 'marked';
import { Parser as TapParser } from 'tap-parser';
import { expect } from 'vitest';
import type { ReporterId } from '../../src/reporters/index.js';
import type { Report } from '../../src/trace/report/report.js';
import { documents } from '../../src/trace/report/schema.js';
import { readBenchstat, readPyperf } from './read-benchmarks.js';
import { readSpeedscope } from './read-speedscope.js';

const require = createRequire(import.meta.url);

/** Returns what it read. */
type Consumer = (text: string, command: Report['command']) => unknown;

function wholeLines(text: string): readonly string[] {
  expect(text.endsWith('\n')).toBe(true);
  return text.slice(0, -1).split('\n');
}

function readTable(text: string): readonly string[] {
  return wholeLines(text);
}

const DOCUMENT_OF = {
  run: 'boots',
  parse: 'boots',
  report: 'boots',
  diff: 'diff',
  check: 'check',
  trend: 'trend',
  classify: 'classify',
  doctor: 'doctor',
} as const;

export function readJson(text: string, command: Report['command']): unknown {
  return documents[DOCUMENT_OF[command]].parse(JSON.parse(text));
}

export function readNdjson(text: string): readonly Readonly<Record<string, unknown>>[] {
  return wholeLines(text).map((line) => documents.line.parse(JSON.parse(line)));
}

/** RFC 4180 with LF: a field is quoted as a whole or holds no quote, and every record has as many fields. */
export function readCsv(text: string): readonly (readonly string[])[] {
  const records: string[][] = [[]];
  const field = /(?:"((?:[^"]|"")*)"|([^",\n]*))([,\n])/y;
  while (field.lastIndex < text.length) {
    const match = field.exec(text);
    if (match === null) throw new Error(`no CSV from ${JSON.stringify(text.slice(field.lastIndex, 80))}`);
    records.at(-1)!.push(match[1]?.replaceAll('""', '"') ?? match[2]!);
    if (match[3] === '\n') records.push([]);
  }
  expect(records.pop()).toEqual([]);
  expect(new Set(records.map((record) => record.length)).size).toBe(1);
  return records;
}

export interface ChromeEvent {
  readonly ph: 'M' | 'X' | 'B' | 'E' | 'i';
  readonly name: string;
  readonly cat?: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts?: number;
  readonly dur?: number;
  readonly s?: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** The rules of the Trace Event Format for the phases that we write: slices of a thread follow one another, or nest. */
export function readPerfetto(text: string): readonly ChromeEvent[] {
  const { traceEvents, displayTimeUnit } = JSON.parse(text) as {
    traceEvents: ChromeEvent[];
    displayTimeUnit: string;
  };
  expect(displayTimeUnit).toBe('ms');
  const ends = new Map<string, number>();
  const open = new Map<string, string[]>();
  const announced = new Set<string>();
  for (const { ph, name, pid, tid, ts, dur, s, cat, args } of traceEvents) {
    expect([typeof name, Number.isInteger(pid), Number.isInteger(tid)]).toEqual(['string', true, true]);
    const thread = `${pid}/${tid}`;
    if (ph === 'M') {
      if (name === 'thread_name') announced.add(thread);
      expect(name).toMatch(/^(process|thread)_(name|sort_index)$/);
      expect(typeof (name.endsWith('name') ? args['name'] : args['sort_index'])).toMatch(/string|number/);
      continue;
    }
    expect(announced).toContain(thread);
    expect([Number.isFinite(ts), ts! >= 0, typeof cat]).toEqual([true, true, 'string']);
    if (ph === 'i') {
      expect(s).toBe('t');
      continue;
    }
    expect(Math.round(ts! * 1000)).toBeGreaterThanOrEqual(ends.get(thread) ?? 0);
    ends.set(thread, Math.round((ts! + (dur ?? 0)) * 1000));
    const callers = open.get(thread) ?? [];
    open.set(thread, callers);
    if (ph === 'X') expect([dur! > 0, callers]).toEqual([true, []]);
    else if (ph === 'B') callers.push(name);
    else expect([ph, callers.pop()]).toEqual(['E', name]);
  }
  expect([...open.values()].flat()).toEqual([]);
  return traceEvents;
}

/** The pattern by which flamegraph.pl takes a line apart; what does not match it says that it ignores. */
export function readFolded(
  text: string,
): readonly { readonly frames: readonly string[]; readonly count: number }[] {
  return wholeLines(text).map((line) => {
    const [, stack, count] = /^(.*)\s+?(\d+(?:\.\d*)?)$/.exec(line) ?? [];
    if (stack === undefined || stack === '') throw new Error(`no folded stack: ${line}`);
    return { frames: stack.split(';'), count: Number(count) };
  });
}

export interface OtlpSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly { readonly key: string; readonly value: object }[];
  readonly events: readonly { readonly name: string; readonly timeUnixNano: string }[];
  readonly status?: { readonly code?: number; readonly message?: string };
}

/** The message that a collector takes, as OpenTelemetry's own protobuf definition has it. */
const { ExportTraceServiceRequest } = require(
  path.join(
    path.dirname(require.resolve('@opentelemetry/otlp-transformer/package.json')),
    'build/src/generated/root.js',
  ),
).opentelemetry.proto.collector.trace.v1;

/** JSON Protobuf has ids as hexadecimal text and 64-bit integers as decimal text. */
function toProtobuf(key: string, value: unknown): unknown {
  if (/^(trace|span|parentSpan)Id$/.test(key)) {
    expect(value).toMatch(key === 'traceId' ? /^(?!0+$)[0-9a-f]{32}$/ : /^(?!0+$)[0-9a-f]{16}$/);
    return Buffer.from(String(value), 'hex').toString('base64');
  }
  if (/UnixNano$|^intValue$/.test(key)) expect(value).toMatch(/^\d+$/);
  return value;
}

export function readOtlp(text: string): readonly (readonly OtlpSpan[])[] {
  const given = JSON.parse(text);
  const request = JSON.parse(text, toProtobuf);
  const message = ExportTraceServiceRequest.fromObject(request);
  expect(ExportTraceServiceRequest.verify(message)).toBeNull();
  const read = ExportTraceServiceRequest.toObject(message, { longs: String, bytes: String, arrays: true });
  // A field that the definition does not know would be gone.
  expect(read).toMatchObject(request);
  const traces = (given.resourceSpans as { scopeSpans: { spans: OtlpSpan[] }[] }[]).map(({ scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) => spans),
  );
  for (const spans of traces) {
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBe(spans.length);
    const ids = new Set(spans.map(({ spanId }) => spanId));
    for (const { parentSpanId, startTimeUnixNano, endTimeUnixNano } of spans) {
      if (parentSpanId !== undefined) expect(ids).toContain(parentSpanId);
      expect(BigInt(endTimeUnixNano)).toBeGreaterThanOrEqual(BigInt(startTimeUnixNano));
    }
  }
  return traces;
}

export interface JunitCase {
  readonly suite: string;
  readonly name: string;
  readonly time: string | null;
  readonly outcome: 'passed' | 'failure' | 'skipped';
  readonly text: string;
}

const junitSchema = XsdValidator.fromDoc(
  XmlDocument.fromString(readFileSync(path.join(import.meta.dirname, 'junit.xsd'), 'utf8')),
);

/** libxml2 reads it strictly, the schema holds it to the dialect, and the counts must be those of the cases. */
export function readJunit(text: string): readonly JunitCase[] {
  using document = XmlDocument.fromString(text);
  junitSchema.validate(document);
  const count = (xpath: string): number => document.find(xpath).length;
  const total = (attribute: string): number => Number(document.get(`/testsuites/@${attribute}`)?.content);
  expect(total('tests')).toBe(count('//testcase'));
  expect(total('failures')).toBe(count('//failure'));
  expect(total('skipped')).toBe(count('//skipped'));
  return document.find('//testcase').map((node): JunitCase => {
    const outcome = (['failure', 'skipped'] as const).find((name) => node.get(name) !== null);
    return {
      suite: node.get('@classname')!.content,
      name: node.get('@name')!.content,
      time: node.get('@time')?.content ?? null,
      outcome: outcome ?? 'passed',
      text: node.content,
    };
  });
}

export interface TapPoint {
  readonly ok: boolean;
  readonly id: number;
  readonly name: string;
  readonly skip?: string | boolean;
  readonly todo?: string | boolean;
  readonly time?: number;
  readonly diag?: Readonly<Record<string, unknown>>;
}

/** node-tap's parser, strict: a line that is not TAP is a failure. */
export function readTap(text: string): readonly TapPoint[] {
  const log = TapParser.parse(text, { strict: true }) as [string, unknown][];
  expect(log.filter(([kind]) => kind === 'extra' || kind === 'bailout')).toEqual([]);
  const complete = log.find(([kind]) => kind === 'complete')![1] as {
    count: number;
    failures: { tapError?: string | null }[];
  };
  expect(complete.failures.filter(({ tapError }) => tapError)).toEqual([]);
  expect(log.find(([kind]) => kind === 'version')?.[1]).toBe(14);
  return log.filter(([kind]) => kind === 'assert').map(([, point]) => point as TapPoint);
}

export interface WorkflowCommand {
  readonly command: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly data: string;
}

const unescapeData = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
const unescapeProperty = (text: string): string =>
  unescapeData(text.replaceAll('%3A', ':').replaceAll('%2C', ','));

/** As the runner of GitHub Actions does it: `::` at the start of a line, or `##[` anywhere. */
export function findWorkflowCommands(text: string): readonly WorkflowCommand[] {
  return text.split(/\r\n|\r|\n/).flatMap((line): WorkflowCommand[] => {
    const modern = /^\s*::([^ :]+)(?: (.*?))?::(.*)$/.exec(line);
    const old = /##\[([^\] ]+)[^\]]*\](.*)$/.exec(line);
    if (modern === null) return old === null ? [] : [{ command: old[1]!, properties: {}, data: old[2]! }];
    const pairs = (modern[2] ?? '').split(',').filter((pair) => pair.includes('='));
    const properties = pairs.map((pair): [string, string] => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), unescapeProperty(pair.slice(at + 1))];
    });
    return [
      {
        command: modern[1]!,
        properties: Object.fromEntries(properties),
        data: unescapeData(modern[3]!),
      },
    ];
  });
}

/** Every line is an annotation, no level has more than GitHub shows. */
export function readGithub(text: string): readonly WorkflowCommand[] {
  const commands = findWorkflowCommands(text);
  expect(commands).toHaveLength(wholeLines(text).length);
  for (const { command, properties } of commands) {
    expect(command).toMatch(/^(error|warning|notice)$/);
    for (const key of Object.keys(properties)) expect(key).toMatch(/^(title|file|line)$/);
  }
  for (const level of ['error', 'warning', 'notice']) {
    expect(commands.filter(({ command }) => command === level).length).toBeLessThanOrEqual(10);
  }
  return commands;
}

export interface BenchmarkEntry {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly range?: string;
  readonly extra?: string;
}

/** As github-action-benchmark's extractCustomBenchmarkResult takes it. */
export function readBenchmarkAction(text: string): readonly BenchmarkEntry[] {
  const entries = JSON.parse(text) as BenchmarkEntry[];
  expect(Array.isArray(entries)).toBe(true);
  for (const { name, unit, value, range, extra, ...others } of entries) {
    expect([typeof name, typeof unit, Number.isFinite(value)]).toEqual(['string', 'string', true]);
    expect([typeof range, typeof extra]).toEqual([expect.stringMatching(/string|undefined/), 'string']);
    expect(others).toEqual({});
  }
  expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  return entries;
}

const bmfSchema = new Ajv().compile(
  JSON.parse(readFileSync(path.join(import.meta.dirname, 'bmf.json'), 'utf8')),
);

export function readBencher(text: string): Readonly<Record<string, { readonly latency: object }>> {
  const metrics = JSON.parse(text);
  bmfSchema(metrics);
  expect(bmfSchema.errors ?? []).toEqual([]);
  return metrics;
}

/** Tags that may act, and attributes that may act or load. */
const ACTIVE_TAGS =
  /^(script|iframe|object|embed|link|base|form|img|image|use|a|foreignObject|animate|set)$/i;
const ACTIVE_ATTRIBUTES = /^(on.*|src|href|style|srcset|action|formaction)$/i;

function expectInert(document: XmlDocument): void {
  const elements = document.find('//*') as XmlElement[];
  expect(elements.map(({ name }) => name).filter((name) => ACTIVE_TAGS.test(name))).toEqual([]);
  const attributes = document.find('//@*') as XmlAttribute[];
  expect(attributes.filter(({ name }) => ACTIVE_ATTRIBUTES.test(name)).map(({ content }) => content)).toEqual(
    [],
  );
}

/** Well formed XML in which nothing runs and nothing is fetched. */
export function readSvg(text: string): void {
  using document = XmlDocument.fromString(text);
  expectInert(document);
}

/** Strict as XML is, its few void elements closed: what a guest printed may be nothing but text. Returns the policy. */
export function readHtml(text: string): string {
  const own = text
    .replace(/<style>[\s\S]*?<\/style>|<script>[\s\S]*?<\/script>/g, '')
    .replace('<!doctype html>', '')
    .replace(/<(meta|br|input)\b([^>]*)>/g, '<$1$2/>')
    .replace(/<a href="#[\w-]+">([^<]*)<\/a>/g, '$1');
  using document = XmlDocument.fromString(own);
  expectInert(document);
  const policy = document.get('//meta[@http-equiv="Content-Security-Policy"]/@content')!.content;
  expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+';/);
  return policy;
}

/** Tags that the reporter writes, and those that Markdown makes of its tables and lists. */
const MARKDOWN_TAGS = /^(h3|p|table|thead|tbody|tr|th|td|code|details|summary|ul|li|strong|br)$/;

/** Read as GitHub's dialect: tables and text alone, every fold closed, short enough for a comment. Returns HTML. */
export function readMarkdown(text: string): string {
  expect(text.length).toBeLessThan(65_536);
  const html = marked.parse(text, { async: false });
  const tags = [...html.matchAll(/<\/?([a-z][a-z0-9]*)/gi)].map(([, tag]) => tag!.toLowerCase());
  expect(tags.filter((tag) => !MARKDOWN_TAGS.test(tag))).toEqual([]);
  expect(html).not.toMatch(/<[^>]*\s(href|src|style|on\w+)=/i);
  expect(html.match(/<details>/g)?.length ?? 0).toBe(html.match(/<\/details>/g)?.length ?? 0);
  return html;
}

/** One per row of the table of reporters. */
export const CONSUMERS: Readonly<Record<ReporterId, Consumer>> = {
  table: readTable,
  json: readJson,
  csv: readCsv,
  html: readHtml,
  svg: readSvg,
  markdown: readMarkdown,
  'github-summary': readMarkdown,
  ndjson: readNdjson,
  perfetto: readPerfetto,
  speedscope: readSpeedscope,
  folded: readFolded,
  flamegraph: readSvg,
  otlp: readOtlp,
  junit: readJunit,
  tap: readTap,
  github: readGithub,
  'benchmark-action': readBenchmarkAction,
  bencher: readBencher,
  benchstat: readBenchstat,
  pyperf: readPyperf,
};
