/**
 * pyperf's JSON, version 1.0 (pyperf.readthedocs.io, "JSON file format"), which `python3 -m pyperf compare_to` reads: a benchmark for
 * each row, a run for each boot that counts, in seconds. pyperf takes no value that is not above 0: a row that took no time has no run.
 * Has no place for notes and warnings.
 */
import type { Nanoseconds } from '../../trace/event.js';
import type { BootsReport } from '../../trace/report/report.js';
import type { Reporter } from '../reporter.js';
import { type BootRow, bootRows } from '../words/boot-rows.js';
import { shortText } from '../words/short-text.js';
import { encodeJson, jsonArray } from './json-text.js';

/** Sides of a comparison are benchmarks of their own. */
function benchmarkName({ name, side }: BootRow): string {
  return side === null ? shortText(name) : `${side}: ${shortText(name)}`;
}

/** The times of each benchmark, in order of the boots. */
function valuesByName(boots: readonly (readonly BootRow[])[]): ReadonlyMap<string, readonly Nanoseconds[]> {
  const values = new Map<string, Nanoseconds[]>();
  for (const row of boots.flat()) {
    if (row.timeNs <= 0) continue;
    const name = benchmarkName(row);
    const own = values.get(name);
    if (own === undefined) values.set(name, [row.timeNs]);
    else own.push(row.timeNs);
  }
  return values;
}

function* benchmark([name, times]: readonly [string, readonly Nanoseconds[]]): Generator<string> {
  yield `{"metadata":${encodeJson({ name })},"runs":`;
  yield* jsonArray(times, (timeNs) => [encodeJson({ values: [timeNs / 1e9] })]);
  yield '}';
}

function* render(report: BootsReport): Generator<string> {
  yield '{"version":"1.0","metadata":{"loops":1,"unit":"second"},"benchmarks":';
  yield* jsonArray(valuesByName(bootRows(report)), benchmark);
  yield '}\n';
}

export const pyperfReporter: Reporter<BootsReport> = {
  id: 'pyperf',
  title: 'JSON of pyperf',
  extension: 'json',
  render,
};
