/** What `--max` and `--min` bound: a time or a count that each boot has or has not. */
import { stageNames } from '../stages/classify.js';
import { END } from '../stages/ledger.js';
import { parseCode, refuseBareCode } from '../trace/codes.js';
import { InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import type { Unit } from '../trace/quantity.js';
import { SETUP } from '../trace/row-title.js';
import type { StageTable } from '../trace/stage-table.js';
import { isMeasured, sumByName, type TimedCode, type Timeline } from '../trace/timeline.js';
import { COUNT_METRICS, type CountMetric, countOf, parseCountMetric, unitOf } from './count-metric.js';

export type Metric =
  | CountMetric
  | { readonly of: 'total' }
  | { readonly of: 'vmm' }
  /** A ledger row: `setup`, a stage, or the gap between two. */
  | { readonly of: 'row'; readonly name: string }
  /** From the first occurrence of one code to the first of another after it. */
  | { readonly of: 'between'; readonly from: number; readonly to: number };

/** One boot's value, in the unit of its metric, and where the log shows its end. */
export interface Measurement {
  readonly value: number;
  /** Line of the code that ends it; null when there is none. */
  readonly line: number | null;
}

/** Reads a METRIC. Throws InputError `bad-metric`; `where` says whose it is. */
export function parseMetric(text: string, table: StageTable, where: string): Metric {
  if (text === 'total' || text === 'vmm') return { of: text };
  const counted = parseCountMetric(text, table);
  if (counted !== null) return counted;
  const stages = stageNames(table);
  if (text === SETUP || stages.includes(text)) return { of: 'row', name: text };
  const [first = '', last = '', ...rest] = text.split('..');
  const from = parseCode(first);
  const to = parseCode(last);
  if (rest.length === 0 && from !== null && to !== null) return { of: 'between', from, to };
  if (rest.length === 0 && stages.includes(first) && [...stages, END].includes(last))
    return { of: 'row', name: text };
  const bare = text.includes('..') ? refuseBareCode(text, where, '..') : null;
  if (bare !== null) throw bare;
  throw new InputError('bad-metric', `${where}: there is no metric "${text}"`, [
    `metrics: total, setup, vmm, ${stages.join(', ')}, 0x40..0x41, firmware..kernel`,
    `counts: ${COUNT_METRICS.join(', ')}`,
  ]);
}

/** What the values of a metric and its limit are. */
export function unitOfMetric(metric: Metric): Unit {
  switch (metric.of) {
    case 'total':
    case 'vmm':
    case 'row':
    case 'between':
      return 'ns';
    default:
      return unitOf(metric);
  }
}

/** Codes of a boot that count. */
export function countedCodes(timeline: Timeline): readonly TimedCode[] {
  return timeline.events.filter((event): event is TimedCode => event.kind === 'code' && !event.noise);
}

/** The metric of one boot; null when the boot does not have it. */
export function measure(metric: Metric, timeline: Timeline): Measurement | null {
  switch (metric.of) {
    case 'total':
      return isMeasured(timeline) ? endingAt(timeline.totalNs, timeline.totalNs, timeline) : null;
    case 'vmm':
      return timeline.boot.vmmStartNs === null ? null : { value: timeline.boot.vmmStartNs, line: null };
    case 'row':
      return measureRow(metric.name, timeline);
    case 'between':
      return measureBetween(metric.from, metric.to, timeline);
    default: {
      const count = countOf(metric, timeline);
      return count === null ? null : { value: count, line: null };
    }
  }
}

/** Rows of one name are summed: custom codes can make several. */
function measureRow(name: string, timeline: Timeline): Measurement | null {
  const sumNs = sumByName(timeline.ledger).get(name) ?? null;
  const last = timeline.ledger.findLast((row) => row.name === name);
  return sumNs === null || last === undefined ? null : endingAt(last.endNs, sumNs, timeline);
}

function endingAt(endNs: Nanoseconds, timeNs: Nanoseconds, timeline: Timeline): Measurement {
  const end = countedCodes(timeline).find((event) => event.timeNs === endNs);
  return { value: timeNs, line: end?.line ?? null };
}

function measureBetween(from: number, to: number, timeline: Timeline): Measurement | null {
  const codes = countedCodes(timeline);
  const first = codes.findIndex((event) => event.code === from);
  if (first < 0) return null;
  const last = codes.slice(first + 1).find((event) => event.code === to);
  return last ? { value: last.timeNs - codes[first]!.timeNs, line: last.line } : null;
}
