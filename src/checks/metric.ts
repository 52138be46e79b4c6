/** What `--max` and `--min` bound: a time or a count that each boot has or has not. */
import { parseCode, refuseBareCode } from '../trace/codes.js';
import { InputError } from '../trace/errors.js';
import type { Nanoseconds } from '../trace/event.js';
import type { Unit } from '../trace/report/quantity.js';
import { SETUP } from '../trace/report/row-title.js';
import { END, rowTime, TOTAL, VMM } from '../trace/report/rows.js';
import { codeOf, isPoint, type TimedPoint, type Timeline } from '../trace/report/timeline.js';
import { bootStages, type StageTable } from '../trace/stage-table.js';
import { COUNT_METRICS, type CountMetric, countOf, parseCountMetric, unitOf } from './count-metric.js';
import { fitsMoment, type MomentWord, parseMomentWord, splitOutsideQuotes } from './moment-word.js';

export type Metric =
  | CountMetric
  /** A row of reports: `vmm`, `setup`, a stage, the gap between two, or `total`. */
  | { readonly of: 'row'; readonly name: string }
  /** From the first occurrence of one code or moment to the first of another after it. */
  | { readonly of: 'between'; readonly from: MetricEnd; readonly to: MetricEnd };

/** A code, or the moment that stands for it; or a moment by key or name. */
export type MetricEnd = number | MomentWord;

/** One boot's value, in the unit of its metric, and where the log shows its end. */
export interface Measurement {
  readonly value: number;
  /** Line of the code or moment that ends it; null when there is none. */
  readonly line: number | null;
}

/** Reads a METRIC. Throws InputError `bad-metric`; `where` says whose it is. */
export function parseMetric(text: string, table: StageTable, where: string): Metric {
  const counted = parseCountMetric(text, table);
  if (counted !== null) return counted;
  const stages = bootStages(table);
  if ([VMM, SETUP, TOTAL, ...stages].includes(text)) return { of: 'row', name: text };
  const [first = '', last = '', ...rest] = splitOutsideQuotes(text, '..') ?? [];
  const from = parseCode(first) ?? parseMomentWord(first.trim());
  const to = parseCode(last) ?? parseMomentWord(last.trim());
  if (rest.length === 0 && from !== null && to !== null) return { of: 'between', from, to };
  if (rest.length === 0 && stages.includes(first) && [...stages, END].includes(last))
    return { of: 'row', name: text };
  const bare = text.includes('..') ? refuseBareCode(text, where, '..') : null;
  if (bare !== null) throw bare;
  throw new InputError('bad-metric', `${where}: there is no metric "${text}"`, [
    `metrics: total, setup, vmm, ${stages.join(', ')}, 0x40..0x41, firmware..kernel`,
    `counts: ${COUNT_METRICS.join(', ')}`,
    `write a moment as its key or in quotes: coreboot:2..coreboot:3, 0x40.."end of romstage"`,
  ]);
}

/** What the values of a metric and its limit are. */
export function unitOfMetric(metric: Metric): Unit {
  switch (metric.of) {
    case 'row':
    case 'between':
      return 'ns';
    default:
      return unitOf(metric);
  }
}

/** Codes of a boot that count, and its moments. */
export function countedPoints({ events }: Timeline): readonly TimedPoint[] {
  return events.filter(isPoint);
}

/** The metric of one boot; null when the boot does not have it. */
export function measure(metric: Metric, timeline: Timeline): Measurement | null {
  switch (metric.of) {
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

function measureRow(name: string, timeline: Timeline): Measurement | null {
  const timeNs = rowTime(timeline, name);
  if (timeNs === null) return null;
  const endNs = endOfRow(name, timeline);
  const end = countedPoints(timeline).find((event) => event.timeNs === endNs);
  return { value: timeNs, line: end?.line ?? null };
}

/** Null for a row that ends before anything that stands in a log. Custom codes can make several rows of one name. */
function endOfRow(name: string, { ledger, totalNs }: Timeline): Nanoseconds | null {
  if (name === TOTAL) return totalNs;
  return ledger.findLast((row) => row.name === name)?.endNs ?? null;
}

function measureBetween(from: MetricEnd, to: MetricEnd, timeline: Timeline): Measurement | null {
  const points = countedPoints(timeline);
  const first = points.findIndex((point) => isAt(from, point));
  if (first < 0) return null;
  const last = points.slice(first + 1).find((point) => isAt(to, point));
  return last ? { value: last.timeNs - points[first]!.timeNs, line: last.line } : null;
}

function isAt(end: MetricEnd, point: TimedPoint): boolean {
  if (typeof end !== 'number') return fitsMoment(end, point);
  return codeOf(point) === end;
}

/** True where the boots may lack it because they lack a moment. */
export function namesMoment(metric: Metric): boolean {
  return metric.of === 'between' && (typeof metric.from !== 'number' || typeof metric.to !== 'number');
}
