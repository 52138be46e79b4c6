/**
 * Judges boots against a baseline, row by row as `diff` compares them. Nothing passes by not being there: a row that is
 * gone fails, so does one that some boots lack and every boot of the baseline has, and boots that failed.
 */
import { isCounted } from '../trace/boot.js';
import { writeDuration } from '../trace/duration.js';
import type { CheckResult, DiffRow } from '../trace/report.js';
import { isMeasured, type Timeline } from '../trace/timeline.js';
import { didNotFinish } from './count-metric.js';
import { nameFailed } from './failed-boots.js';
import { type Metric, measure } from './metric.js';
import { placeOf } from './place.js';
import { listValues } from './values-text.js';

/** What a comparison with a baseline fails on: a regression, or also what is not settled. */
export const FAIL_ON = ['regression', 'inconclusive'] as const;
export type BaselineFailOn = (typeof FAIL_ON)[number];

export interface BaselineInput {
  readonly rows: readonly DiffRow[];
  /** All boots of the two sides, also those that failed. */
  readonly base: readonly Timeline[];
  readonly head: readonly Timeline[];
  readonly failOn: BaselineFailOn;
}

/** One result per row, and one for boots that failed, if any. */
export function evaluateBaseline(input: BaselineInput): readonly CheckResult[] {
  const { rows, head } = input;
  const failed = head.some(didNotFinish) ? [failedBoots(head)] : [];
  const isComparable = rows.some((row) => row.baseN > 0 && row.headN > 0);
  if (!isComparable || !input.base.some(counts) || !head.some(counts))
    return [...failed, incomparable(input)];
  const counted = head.filter(counts);
  const baseBoots = input.base.filter(counts).length;
  return [...failed, ...rows.map((row) => evaluateRow(row, { counted, baseBoots, failOn: input.failOn }))];
}

/** Strictly, also of a boot that is alone: a crash is no baseline. */
function counts({ boot }: Timeline): boolean {
  return isCounted(boot);
}

function failedBoots(head: readonly Timeline[]): CheckResult {
  const failed = head.filter(didNotFinish).length;
  const message = `expected every boot to end well, found ${failed} of ${head.length} failed: ${nameFailed(head)}`;
  return { ...result('boots', { passed: false, message }), unit: 'count', actual: failed, limit: 0 };
}

function incomparable({ base, head }: BaselineInput): CheckResult {
  const empty = [
    ...(base.filter(counts).some(hasRows) ? [] : ['the baseline']),
    ...(head.filter(counts).some(hasRows) ? [] : ['what is checked']),
  ];
  const why =
    empty.length > 0 ? `no boot with codes in ${empty.join(' nor in ')}` : 'they have no row in common';
  return { ...result('', { passed: false, message: `never measured: ${why}` }), assertion: 'baseline' };
}

function hasRows(timeline: Timeline): boolean {
  return isMeasured(timeline) || timeline.boot.vmmStartNs !== null;
}

function result(name: string, outcome: Pick<CheckResult, 'passed' | 'message'>): CheckResult {
  return { assertion: `baseline ${name}`, unit: 'ns', actual: null, limit: null, values: [], ...outcome };
}

interface RowContext {
  /** Boots of the head that count. */
  readonly counted: readonly Timeline[];
  readonly baseBoots: number;
  readonly failOn: BaselineFailOn;
}

function evaluateRow(row: DiffRow, context: RowContext): CheckResult {
  const metric = metricOf(row);
  const measured = context.counted.map((timeline) => measure(metric, timeline));
  const values = measured.map((one) => one?.value ?? null);
  const outcome = {
    ...result(row.name, judge(row, context)),
    actual: row.headNs,
    limit: row.baseNs,
    values,
  };
  if (outcome.passed) return outcome;
  const worst = values.indexOf(values.reduce<number>((most, value) => Math.max(most, value ?? -1), -1));
  const place =
    worst < 0
      ? ''
      : `; slowest ${writeDuration(values[worst]!)} (${placeOf(context.counted[worst]!, measured[worst]!.line)})`;
  return { ...outcome, message: `${outcome.message}${place}; ${listValues(values, 'ns')}` };
}

function metricOf({ kind, name }: DiffRow): Metric {
  return kind === 'vmm' || kind === 'total' ? { of: kind } : { of: 'row', name };
}

function judge(
  row: DiffRow,
  { counted, baseBoots, failOn }: RowContext,
): Pick<CheckResult, 'passed' | 'message'> {
  const { baseNs, headNs, baseN, headN, verdict } = row;
  const now = `${headN} of ${counted.length} boots`;
  if (baseNs === null) return { passed: true, message: `new: not in the baseline, in ${now}` };
  const expected = `expected about ${writeDuration(baseNs)} (median of ${baseN} in the baseline)`;
  if (headNs === null)
    return { passed: false, message: `gone: ${expected}, found in none of ${counted.length} boots` };
  if (baseN >= baseBoots && headN < counted.length)
    return { passed: false, message: `missing: ${expected} in every boot, found in ${now}` };
  const passed = verdict !== 'regression' && (failOn === 'regression' || isSettled(row));
  return {
    passed,
    message: `${verdict}: ${expected}, found ${writeDuration(headNs)} (median of ${headN})${why(row)}`,
  };
}

function isSettled({ verdict }: DiffRow): boolean {
  return verdict !== 'inconclusive' && verdict !== 'not-tested';
}

/** `, +6.6 %, shift +4.18 ms to +6.18 ms, p 0.0015`, and what an open verdict needs. */
function why({ deltaPct, ciNs, pAdjusted, neededN, verdict }: DiffRow): string {
  const sign = (value: number): string => (value > 0 ? '+' : '');
  const parts = [
    ...(deltaPct === null ? [] : [`${sign(deltaPct)}${Math.round(deltaPct * 10) / 10} %`]),
    ...(ciNs === null ? [] : [`shift ${ciNs.map((ns) => `${sign(ns)}${writeDuration(ns)}`).join(' to ')}`]),
    ...(pAdjusted === null ? [] : [`p ${Number(pAdjusted.toPrecision(2))}`]),
    ...(neededN === null
      ? []
      : [`needs about ${neededN}${neededN >= 1000 ? ' or more' : ''} boots on each side`]),
    ...(verdict === 'not-tested' ? ['needs more than one boot on each side'] : []),
  ];
  return parts.map((part) => `, ${part}`).join('');
}
