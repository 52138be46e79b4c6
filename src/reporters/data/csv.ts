/** CSV (RFC 4180 with LF line ends): one table per command, columns as docs/output.md lists them, times in microseconds. */
import { stringify } from 'csv-stringify/sync';
import { formatCode } from '../../trace/event.js';
import type {
  BootsReport,
  CheckReport,
  ClassifyReport,
  DiffReport,
  DoctorReport,
  Report,
  TrendReport,
} from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { listedCodes } from '../words/code-list.js';
import { markLabels } from '../words/mark-words.js';
import { reportRows } from '../words/report-rows.js';
import { eventsText } from './csv-events.js';
import { decimal, micros, safeText } from './csv-fields.js';

type Row = readonly string[];

/** Rows as text, quoted where it takes quotes. */
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
