/**
 * Input of github-action-benchmark with `tool: customSmallerIsBetter`: an entry per row of the report, medians in
 * milliseconds. Has no place for the boots themselves, nor for notes and warnings.
 */
import { toMilliseconds } from '../../trace/duration.js';
import { type BootsReport, isMeasuredRow, type MeasuredRow } from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { reportRows } from '../words/report-rows.js';
import { shortText } from '../words/short-text.js';
import { encodeJson, jsonArray } from './json-text.js';

/** Sides of a comparison are series of their own. Spread is the standard deviation, as the action's own tools have it. */
function entry({ name, side, n, medianNs, stddevNs, minNs, maxNs, p95Ns }: MeasuredRow): object {
  const [min, max, p95] = [minNs, maxNs, p95Ns].map(toMilliseconds);
  return {
    name: side === undefined ? shortText(name) : `${side}: ${shortText(name)}`,
    unit: 'ms',
    value: toMilliseconds(medianNs),
    ...(stddevNs === null ? {} : { range: `± ${toMilliseconds(stddevNs)}` }),
    extra: `median of n=${n}, min=${min}, max=${max}, p95=${p95}`,
  };
}

function* render(report: BootsReport): Generator<string> {
  yield* jsonArray(reportRows(report).filter(isMeasuredRow), (row) => [encodeJson(entry(row))]);
  yield '\n';
}

export const benchmarkActionReporter: Reporter<BootsReport> = {
  id: 'benchmark-action',
  title: 'github-action-benchmark, customSmallerIsBetter',
  extension: 'json',
  render,
};
