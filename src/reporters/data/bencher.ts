/**
 * Bencher Metric Format (bencher.dev/bmf.json): a benchmark per row of the report, its latency in nanoseconds, the median
 * with its 95 % interval where there are boots enough for one. Has no place for notes and warnings.
 */
import {
  type BootsReport,
  isMeasuredRow,
  type MeasuredRow,
  type SummaryRow,
} from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { reportRows } from '../words/report-rows.js';
import { shortText } from '../words/short-text.js';
import { encodeJson } from './json-text.js';

function latency({ medianNs, ciNs }: MeasuredRow): object {
  const bounds = ciNs === null ? {} : { lower_value: ciNs[0], upper_value: ciNs[1] };
  return { latency: { value: medianNs, ...bounds } };
}

/** Sides of a comparison are benchmarks of their own. */
function benchmarkName({ name, side }: SummaryRow): string {
  return side === undefined ? `boot::${shortText(name)}` : `boot::${side}::${shortText(name)}`;
}

/** A key is written by hand: as one of an object, `__proto__` would be lost. */
function field(row: MeasuredRow): string {
  return `${encodeJson(benchmarkName(row))}:${encodeJson(latency(row))}`;
}

function* render(report: BootsReport): Generator<string> {
  yield `{${reportRows(report).filter(isMeasuredRow).map(field).join(',\n')}}\n`;
}

export const bencherReporter: Reporter<BootsReport> = {
  id: 'bencher',
  title: 'Bencher Metric Format',
  extension: 'json',
  render,
};
