/** CSV (RFC 4180 with LF line ends): one table per command, columns as docs/output.md lists them, times in microseconds. */
import { stringify } from 'csv-stringify/sync';
import { formatCode, NO_PORT } from '../trace/event.js';
import type {
  BootsReport,
  CheckReport,
  ClassifyReport,
  DiffReport,
  DoctorReport,
  Report,
  TrendReport,
} from '../trace/report.js';
import type { TimedEvent, Timeline } from '../trace/timeline.js';
import { listedCodes } from './code-list.js';
import { decimal, micros, safeText } from './csv-fields.js';
import { reportRows } from './report-rows.js';
import type { Reporter } from './reporter.js';

type Row = readonly string[];

/** Rows are made into text so many at a time: a million events never stand in memory as CSV. */
const ROWS_PER_PIECE = 1000;

export const EVENT_HEADER: Row = [
  'boot',
  'seq',
  'time_us',
  'delta_us',
  'stage',
  'code',
  'name',
  'port',
  'vcpu',
  'line',
  'noise',
];

/** One event as a row under EVENT_HEADER. Other events than codes have what they say as their name. */
export function eventRow(event: TimedEvent, boot: number): Row {
  const { seq, timeNs, deltaNs, vcpu, line } = event;
  const when = [`${boot}`, `${seq}`, micros(timeNs), micros(deltaNs)];
  const where = [`${vcpu ?? ''}`, `${line ?? ''}`];
  if (event.kind !== 'code') return [...when, '', '', otherName(event), '', ...where, ''];
  const { stage, code, name, port, noise } = event;
  return [
    ...when,
    safeText(stage),
    formatCode(code),
    safeText(name ?? ''),
    port === NO_PORT ? '' : formatCode(port),
    ...where,
    `${noise}`,
  ];
}

/** Starts with a word of ours, so that no text of a guest can start a formula. */
function otherName(event: Exclude<TimedEvent, { kind: 'code' }>): string {
  return event.kind === 'text' ? safeText(`${event.channel}: ${event.text}`) : event.phase;
}

/** Rows as text, quoted where it takes quotes. */
export function csvText(rows: readonly Row[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: '\n' },
  );
}

/** Where boots belong to the sides of a comparison, one more column says which. */
function* eventRows(timelines: readonly Timeline[]): Generator<Row> {
  const hasSides = timelines.some(({ boot }) => boot.side !== null);
  yield hasSides ? [...EVENT_HEADER, 'side'] : EVENT_HEADER;
  for (const { boot, events, index } of timelines) {
    const side = hasSides ? [boot.side ?? ''] : [];
    for (const event of events) yield [...eventRow(event, index), ...side];
  }
}

function* summaryRows(report: BootsReport): Generator<Row> {
  const hasSides = report.comparison !== undefined;
  const header = ['name', 'kind', 'n', 'median_us', 'mean_us', 'stddev_us', 'min_us', 'max_us', 'p95_us'];
  yield hasSides ? [...header, 'side'] : header;
  for (const { name, kind, n, medianNs, meanNs, stddevNs, minNs, maxNs, p95Ns, side } of reportRows(report)) {
    const times = [medianNs, meanNs, stddevNs, minNs, maxNs, p95Ns].map(micros);
    yield [safeText(name), kind, `${n}`, ...times, ...(hasSides ? [side ?? ''] : [])];
  }
}

/** Rows of the ledger, then marks: a code's name is its number, with `#2` when it is written a second time. */
function* diffRows({ rows, marks }: DiffReport): Generator<Row> {
  yield [
    'kind',
    'name',
    'base_us',
    'head_us',
    'delta_us',
    'delta_pct',
    'base_n',
    'head_n',
    'p_adjusted',
    'ci_low_us',
    'ci_high_us',
    'verdict',
  ];
  for (const {
    kind,
    name,
    baseNs,
    headNs,
    deltaNs,
    deltaPct,
    baseN,
    headN,
    pAdjusted,
    ciNs,
    verdict,
  } of rows) {
    const times = [baseNs, headNs, deltaNs].map(micros);
    const interval = [ciNs?.[0] ?? null, ciNs?.[1] ?? null].map(micros);
    yield [
      kind,
      safeText(name),
      ...times,
      decimal(deltaPct),
      `${baseN}`,
      `${headN}`,
      decimal(pAdjusted),
      ...interval,
      verdict,
    ];
  }
  for (const { code, occurrence, baseNs, headNs, deltaNs } of marks) {
    const name = `${formatCode(code)}${occurrence === 1 ? '' : `#${occurrence}`}`;
    yield ['mark', name, ...[baseNs, headNs, deltaNs].map(micros), '', '', '', '', '', '', ''];
  }
}

function* checkRows({ results }: CheckReport): Generator<Row> {
  yield ['assertion', 'passed', 'actual_us', 'limit_us', 'message'];
  for (const { assertion, passed, actualNs, limitNs, message } of results) {
    yield [safeText(assertion), `${passed}`, micros(actualNs), micros(limitNs), safeText(message)];
  }
}

/** A line for each row and input. */
function* trendRows({ points, rows }: TrendReport): Generator<Row> {
  yield ['kind', 'name', 'input', 'started_at', 'n', 'median_us', 'previous_pct', 'first_pct', 'change'];
  for (const { kind, name, values } of rows) {
    for (const [at, { n, medianNs, previousPct, firstPct, change }] of values.entries()) {
      const { input, startedAt } = points[at]!;
      const where = [kind, safeText(name), safeText(input), startedAt ?? ''];
      yield [...where, `${n}`, micros(medianNs), decimal(previousPct), decimal(firstPct), change ?? ''];
    }
  }
}

function* classifyRows(report: ClassifyReport): Generator<Row> {
  yield ['code', 'stage', 'name'];
  for (const { code, stage, name } of listedCodes(report))
    yield [formatCode(code), safeText(stage), safeText(name ?? '')];
}

function* doctorRows({ findings }: DoctorReport): Generator<Row> {
  yield ['subject', 'status', 'message'];
  for (const { subject, status, message } of findings) yield [safeText(subject), status, safeText(message)];
}

function rowsOf(report: Report): Iterable<Row> {
  switch (report.command) {
    case 'run':
    case 'parse':
      return eventRows(report.timelines);
    case 'report':
      return summaryRows(report);
    case 'diff':
      return diffRows(report);
    case 'check':
      return checkRows(report);
    case 'trend':
      return trendRows(report);
    case 'classify':
      return classifyRows(report);
    case 'doctor':
      return doctorRows(report);
  }
}

function* render(report: Report): Generator<string> {
  let rows: Row[] = [];
  for (const row of rowsOf(report)) {
    rows.push(row);
    if (rows.length < ROWS_PER_PIECE) continue;
    yield csvText(rows);
    rows = [];
  }
  if (rows.length > 0) yield csvText(rows);
}

export const csvReporter: Reporter = {
  id: 'csv',
  title: 'CSV, times in microseconds',
  extension: 'csv',
  render,
};
