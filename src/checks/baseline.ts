/**
 * Judges boots against a baseline, row by row as `diff` compares them. Nothing passes by not being there: a row that is
 * gone fails, so does one that some boots lack and every boot of the baseline has, and boots that did not get as far.
 */
import type { SideBoots } from '../stages/shortfall.js';
import { writeDuration } from '../trace/duration.js';
import type { CheckFailOn, CheckResult, DiffRow, SlowShare } from '../trace/report/report.js';
import { isFinished, isMeasured, type Timeline } from '../trace/report/timeline.js';
import { placeOf } from './input-place.js';
import { type Metric, measure } from './metric.js';
import { describeOutcome, nameBoots } from './outcome-text.js';
import { slowPathOf } from './statistics-notes.js';
import { listValues } from './values-text.js';

/** What makes a comparison with a baseline fail: only a regression, or also an inconclusive row. */

export interface BaselineInput {
  readonly rows: readonly DiffRow[];
  readonly base: SideBoots;
  readonly head: SideBoots;
  readonly failOn: CheckFailOn;
  /** Leaves boots that did not finish, or got less far, to the row `failed`. */
  readonly allowUnfinished: boolean;
}

/** One result per row, and one for boots that did not get as far as the baseline's, if any. */
export function evaluateBaseline(input: BaselineInput): readonly CheckResult[] {
  const { base, head, failOn, allowUnfinished } = input;
  const rows = input.rows.filter(({ kind }) => kind !== 'failed');
  const failedRow = input.rows.find((row) => row.kind === 'failed' && row.baseN + row.headN > 0);
  // Strictly, also of a boot that is alone: one that failed is no baseline.
  const counted = head.counted.filter(isGood(head));
  const before = base.counted.filter(isGood(base));
  const failed = [
    ...(!allowUnfinished && head.failed.length + head.interrupted.length > 0 ? [failedBoots(head)] : []),
    ...(failedRow === undefined ? [] : [evaluateFailed(failedRow, failOn)]),
  ];
  const isComparable = rows.some((row) => row.baseN > 0 && row.headN > 0);
  if (!isComparable || before.length === 0 || counted.length === 0)
    return [...failed, incomparable(before, counted)];
  const context = { counted, baseBoots: before.length, failOn };
  return [...failed, ...rows.map((row) => evaluateRow(row, context))];
}

function isGood({ failed }: SideBoots): (timeline: Timeline) => boolean {
  return (timeline) => !failed.includes(timeline);
}

/** More boots fail than in the baseline, by more than chance explains. */
function evaluateFailed(row: DiffRow, failOn: CheckFailOn): CheckResult {
  const { verdict, baseN, headN, baseBoots = 0, headBoots = 0, pAdjusted } = row;
  const passed = verdict !== 'regression' && (failOn === 'regression' || verdict !== 'inconclusive');
  const p = pAdjusted === null ? '' : `, p ${Number(pAdjusted.toPrecision(2))}`;
  const message = `${verdict}: ${baseN} of ${baseBoots} boots of the baseline failed, ${headN} of ${headBoots} here${p}`;
  return result('failed', { passed, message });
}

function failedBoots({ boots, failed, interrupted }: SideBoots): CheckResult {
  const broken = [...failed, ...interrupted];
  const named = nameBoots(broken, (timeline) =>
    isFinished(timeline) ? 'did not reach the last stage of the baseline' : describeOutcome(timeline.outcome),
  );
  const message = `expected every boot to get as far as the baseline, but ${broken.length} of ${boots.length + interrupted.length} did not: ${named}`;
  return { ...result('boots', { passed: false, message }), unit: 'count', actual: broken.length, limit: 0 };
}

function incomparable(base: readonly Timeline[], head: readonly Timeline[]): CheckResult {
  const empty = [
    ...(base.some(hasRows) ? [] : ['the baseline']),
    ...(head.some(hasRows) ? [] : ['what is checked']),
  ];
  const why =
    empty.length > 0
      ? `no finished boot with codes in ${empty.join(' nor in ')}`
      : 'they have no row in common';
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
  readonly failOn: CheckFailOn;
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

function metricOf({ name }: DiffRow): Metric {
  return { of: 'row', name };
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

/** `, +6.5 %, shift +5.21 ms (+4.18 ms to +6.18 ms), floor 1.614 ms, p 0.0029`, and what an open verdict needs. */
function why(row: DiffRow): string {
  const { deltaNs, deltaPct, ciNs, floorNs, pAdjusted, neededN, verdict } = row;
  const path = verdict === 'regression' ? slowPathOf(row) : null;
  const sign = (value: number): string => (value > 0 ? '+' : '');
  const signed = (ns: number): string => `${sign(ns)}${writeDuration(ns)}`;
  const parts = [
    ...(deltaPct === null ? [] : [`${sign(deltaPct)}${Math.round(deltaPct * 10) / 10} %`]),
    ...(ciNs === null || deltaNs === null
      ? []
      : [`shift ${signed(deltaNs)} (${ciNs.map(signed).join(' to ')})`]),
    ...(ciNs === null || floorNs == null
      ? []
      : [`floor ${writeDuration(Math.round(floorNs / 1000) * 1000)}`]),
    ...(pAdjusted === null ? [] : [`p ${Number(pAdjusted.toPrecision(2))}`]),
    ...(path === null ? [] : [writeShare(path)]),
    ...(neededN === null
      ? []
      : [`needs about ${neededN}${neededN >= 1000 ? ' or more' : ''} boots on each side`]),
    ...(verdict === 'not-tested' ? ['needs more than one boot on each side'] : []),
  ];
  return parts.map((part) => `, ${part}`).join('');
}

function writeShare({ base, head }: SlowShare): string {
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  return `${percent(head)} of the boots slow, ${percent(base)} in the baseline`;
}
