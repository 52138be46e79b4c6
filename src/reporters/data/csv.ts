/**
 * CSV (RFC 4180 with LF line ends): one table per command, columns as docs/output.md lists them, times in microseconds. Tables
 * are csv-stringify's. A log can hold millions of events, so their rows are joined here, several times as fast
 * (docs/performance.md); both quote alike, which a property test holds them to.
 */
import { stringify } from 'csv-stringify/sync';
import { formatCode, NO_PORT } from '../../trace/event.js';
import { functionWord } from '../../trace/profile/initcall.js';
import type {
  BootsReport,
  CheckReport,
  ClassifyReport,
  DiffReport,
  DoctorReport,
  Report,
  TrendReport,
} from '../../trace/report/report.js';
import type {
  TimedCode,
  TimedEvent,
  TimedFunction,
  TimedLifecycle,
  TimedMoment,
  TimedText,
  Timeline,
} from '../../trace/report/timeline.js';
import type { Reporter } from '../reporter.js';
import { listedCodes } from '../words/code-list.js';
import { markLabels } from '../words/mark-words.js';
import { reportRows } from '../words/report-rows.js';
import { decimal, micros, safeText } from './csv-fields.js';

type Row = readonly string[];

/** Rows as text, with quotes if needed. */
function csvText(rows: Iterable<Row>): string {
  return stringify(
    Array.from(rows, (row) => [...row]),
    { record_delimiter: '\n', quote_record_delimiter: true },
  );
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

/** Rows of the ledger, then marks: a code by its number, `0x40#2` when it is written a second time, and name; a moment by its name. */
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
  const label = markLabels(marks, '');
  for (const mark of marks) {
    const { baseNs, headNs, deltaNs } = mark;
    yield [
      'mark',
      safeText(label(mark)),
      ...[baseNs, headNs, deltaNs].map(micros),
      '',
      '',
      '',
      '',
      '',
      '',
      '',
    ];
  }
}

function* checkRows({ results }: CheckReport): Generator<Row> {
  yield ['assertion', 'passed', 'unit', 'actual', 'limit', 'message'];
  for (const { assertion, passed, unit, actual, limit, message } of results) {
    const write = unit === 'ns' ? micros : decimal;
    const numbers = [unit === 'ns' ? 'us' : unit, write(actual), write(limit)];
    yield [safeText(assertion), `${passed}`, ...numbers, safeText(message)];
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

/** The number of rows per piece of output, so that a million events are never in memory as CSV. */
const ROWS_PER_PIECE = 1000;

const HEADER = 'boot,seq,time_us,delta_us,stage,code,name,port,vcpu,line,noise';

/** What makes a field take quotes (RFC 4180, and a lone CR or LF). */
const SPECIAL = /[",\r\n]/;

/** One field, in quotes where it takes quotes. */
export function csvField(text: string): string {
  return SPECIAL.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const textField = (text: string): string => csvField(safeText(text));

/** Starts with a word of ours, so that no text of a guest can start a formula. */
function otherName(event: TimedText | TimedLifecycle | TimedFunction): string {
  if (event.kind === 'text') return textField(`${event.channel}: ${event.text}`);
  if (event.kind === 'lifecycle') return event.phase;
  const word = functionWord(event);
  return event.name === '' ? word : textField(`${word}: ${event.name}`);
}

/** What a code is, as it stands in the middle of a row. */
interface CodeFields extends Pick<TimedCode, 'stage' | 'name' | 'port'> {
  readonly text: string;
}

function codeFields({ stage, code, name, port }: TimedCode): CodeFields {
  const named = name === null ? '' : textField(name);
  const text = `${textField(stage)},${formatCode(code)},${named},${port === NO_PORT ? '' : formatCode(port)}`;
  return { stage, name, port, text };
}

/** A moment has no code and went through no port. */
function momentFields({ stage, name }: TimedMoment): string {
  return `${stage === null ? '' : textField(stage)},,${textField(name)},`;
}

/** A writer of rows under the header, without their line ends. Other events than codes have what they say as their name. */
function createRowWriter(): (event: TimedEvent, boot: number) => string {
  // A code is nearly always the same as the last one.
  const known: CodeFields[] = [];
  const fieldsOf = (event: TimedCode): string => {
    const { stage, code, name, port } = event;
    const before = known[code];
    if (before !== undefined && before.stage === stage && before.name === name && before.port === port)
      return before.text;
    const fields = codeFields(event);
    known[code] = fields;
    return fields.text;
  };
  const whatOf = (event: TimedEvent): string => {
    if (event.kind === 'code') return fieldsOf(event);
    return event.kind === 'moment' ? momentFields(event) : `,,${otherName(event)},`;
  };
  return (event, boot) => {
    const { seq, timeNs, deltaNs, vcpu, line } = event;
    const noise = event.kind === 'code' ? event.noise : '';
    const what = whatOf(event);
    return `${boot},${seq},${micros(timeNs)},${micros(deltaNs)},${what},${vcpu ?? ''},${line ?? ''},${noise}`;
  };
}

/** The events of all boots in pieces. Where boots belong to the sides of a comparison, one more column says which. */
export function* eventsText(timelines: readonly Timeline[]): Generator<string> {
  const hasSides = timelines.some(({ boot }) => boot.side !== null);
  const writeRow = createRowWriter();
  let piece = hasSides ? `${HEADER},side\n` : `${HEADER}\n`;
  let rows = 1;
  for (const { boot, events, index } of timelines) {
    const end = hasSides ? `,${boot.side ?? ''}\n` : '\n';
    for (const event of events) {
      piece += writeRow(event, index) + end;
      rows += 1;
      if (rows < ROWS_PER_PIECE) continue;
      yield piece;
      piece = '';
      rows = 0;
    }
  }
  if (rows > 0) yield piece;
}

function render(report: Report): Iterable<string> {
  switch (report.command) {
    case 'run':
    case 'parse':
      return eventsText(report.timelines);
    case 'report':
      return [csvText(summaryRows(report))];
    case 'diff':
      return [csvText(diffRows(report))];
    case 'check':
      return [csvText(checkRows(report))];
    case 'trend':
      return [csvText(trendRows(report))];
    case 'classify':
      return [csvText(classifyRows(report))];
    case 'doctor':
      return [csvText(doctorRows(report))];
  }
}

export const csvReporter: Reporter = {
  id: 'csv',
  title: 'CSV, times in microseconds',
  extension: 'csv',
  render,
};
