/**
 * Judges assertions over boots. Nothing passes by not being there: a metric that a boot lacks fails, and so does every
 * assertion when there is no boot. A failure says what was expected, what was found, and every value.
 */
import { boundaryOf } from '../stages/classify.js';
import { median, quantile, sorted } from '../stats/order.js';
import { writeDuration } from '../trace/duration.js';
import { printable } from '../trace/printable.js';
import { writeQuantity } from '../trace/report/quantity.js';
import type { CheckResult } from '../trace/report/report.js';
import { isFinished, type StageSpan, type Timeline } from '../trace/report/timeline.js';
import type { Assertion, BoundAssertion, Statistic } from './assertion.js';
import { evaluateCodes } from './evaluate-codes.js';
import { placeOf } from './input-place.js';
import { listMoments } from './known-moments.js';
import { type Measurement, measure, namesMoment } from './metric.js';
import { describeUnfinished, nameBoots } from './outcome-text.js';
import { listValues } from './values-text.js';

export interface EvaluateOptions {
  /** Leaves out boots that are unfinished or were interrupted; boots that failed still fail. */
  readonly allowUnfinished: boolean;
}

/**
 * One result per assertion, in the same order. A boot that did not finish fails every one but counts of `failed`. Warm-up boots
 * are not judged, but are among those that must not fail.
 */
export function evaluate(
  assertions: readonly Assertion[],
  timelines: readonly Timeline[],
  { allowUnfinished }: EvaluateOptions = { allowUnfinished: false },
): readonly CheckResult[] {
  const judgedBoots = timelines.filter(
    ({ boot, outcome: { state } }) =>
      !boot.warmup && (!allowUnfinished || state === 'finished' || state === 'failed'),
  );
  const unfinished = describeUnfinished(judgedBoots);
  return assertions.map((assertion) => {
    const isOfAll = 'metric' in assertion && assertion.metric.of === 'failed';
    if ((isOfAll ? timelines : judgedBoots).length === 0) return noBoot(assertion);
    if (isOfAll) return evaluateFailed(assertion, timelines);
    const result =
      'metric' in assertion ? evaluateBound(assertion, judgedBoots) : evaluateCodes(assertion, judgedBoots);
    if (unfinished === null) return result;
    return { ...result, passed: false, message: `${unfinished}; ${result.message}` };
  });
}

/** `max kernel=80ms`, with the statistic when it is not the default and there is one. */
function title(assertion: Assertion): string {
  const hasStatistic =
    'metric' in assertion && assertion.metric.of !== 'failed' && assertion.statistic !== 'each';
  return `${assertion.kind} ${assertion.text}${hasStatistic ? ` (${assertion.statistic})` : ''}`;
}

function noBoot(assertion: Assertion): CheckResult {
  return {
    assertion: title(assertion),
    passed: false,
    unit: 'unit' in assertion ? assertion.unit : 'count',
    actual: null,
    limit: 'limit' in assertion ? assertion.limit : null,
    values: [],
    message: 'never measured: no boot is left to judge',
  };
}

/** How many boots did not finish: one number of all of them, whatever the statistic. */
function evaluateFailed(assertion: BoundAssertion, timelines: readonly Timeline[]): CheckResult {
  const { unit, limit } = assertion;
  const failed = timelines.filter((timeline) => !isFinished(timeline));
  const actual = failed.length;
  const passed = isWithin(assertion, actual);
  const found = `${actual} of ${timelines.length} boots`;
  const named = actual === 0 ? '' : `: ${nameBoots(failed)}`;
  const message = passed
    ? `found ${found}${named}, allowed ${expectation(assertion)}`
    : `expected ${expectation(assertion)}, found ${found}${named}`;
  const values = timelines.map((timeline) => Number(!isFinished(timeline)));
  return { assertion: title(assertion), unit, limit, values, passed, actual, message };
}

function evaluateBound(assertion: BoundAssertion, timelines: readonly Timeline[]): CheckResult {
  const { unit, limit } = assertion;
  const measured = timelines.map((timeline) => measure(assertion.metric, timeline));
  const values = measured.map((one) => one?.value ?? null);
  const base = { assertion: title(assertion), unit, limit, values };
  const missing = timelines.filter((_, at) => measured[at] === null);
  const known = present(values);
  const actual = known.length === 0 ? null : judged(assertion, known);
  if (actual === null || missing.length > 0) {
    return { ...base, passed: false, actual, message: missingText(assertion, missing, values) };
  }
  const passed = isWithin(assertion, actual);
  const message = passed
    ? passText(assertion, actual, timelines.length)
    : failText(assertion, actual, timelines, measured);
  return { ...base, passed, actual, message };
}

function present(values: readonly (number | null)[]): readonly number[] {
  return values.filter((value) => value !== null);
}

const JUDGED: Readonly<Record<Exclude<Statistic, 'each'>, (values: readonly number[]) => number>> = {
  median,
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  p95: (values) => quantile(sorted(values), 0.95),
  max: (values) => values.reduce((largest, value) => Math.max(largest, value)),
};

/** The value that is held against the limit; for `each` the one nearest to breaking it. Times are whole nanoseconds. */
function judged({ kind, statistic, unit }: BoundAssertion, values: readonly number[]): number {
  if (statistic === 'each') return worstOf({ kind }, values);
  const value = JUDGED[statistic](values);
  return unit === 'ns' ? Math.round(value) : value;
}

/** The value nearest to breaking the limit, or furthest beyond it. */
function worstOf({ kind }: Pick<BoundAssertion, 'kind'>, values: readonly number[]): number {
  return values.reduce((worst, value) => (kind === 'max' ? Math.max(worst, value) : Math.min(worst, value)));
}

function isWithin({ kind, limit }: BoundAssertion, value: number): boolean {
  return kind === 'max' ? value <= limit : value >= limit;
}

function expectation({ kind, metricText, limit, unit }: BoundAssertion): string {
  return `${metricText} ${kind === 'max' ? 'at most' : 'at least'} ${writeQuantity(limit, unit)}`;
}

/** `92.381 ms`, or `median 92.381 ms of 10 boots`. */
function found({ statistic, kind, unit }: BoundAssertion, actual: number, boots: number): string {
  if (boots === 1) return writeQuantity(actual, unit);
  const [most, least] = unit === 'ns' ? ['longest', 'shortest'] : ['most', 'least'];
  const which = statistic === 'each' ? (kind === 'max' ? most : least) : statistic;
  return `${which} ${writeQuantity(actual, unit)} of ${boots} boots`;
}

function passText(assertion: BoundAssertion, actual: number, boots: number): string {
  return `found ${found(assertion, actual, boots)}, allowed ${expectation(assertion)}`;
}

function failText(
  assertion: BoundAssertion,
  actual: number,
  timelines: readonly Timeline[],
  measured: readonly (Measurement | null)[],
): string {
  const values = measured.map((one) => one?.value ?? null);
  const worst = values.indexOf(worstOf(assertion, present(values)));
  const place = ` (${placeOf(timelines[worst]!, measured[worst]?.line ?? null)})`;
  const listed = listValues(values, assertion.unit);
  return `expected ${expectation(assertion)}, found ${found(assertion, actual, timelines.length)}${place}; ${listed}`;
}

function missingText(
  assertion: BoundAssertion,
  missing: readonly Timeline[],
  values: readonly (number | null)[],
): string {
  const where =
    missing.length === values.length ? 'in any boot' : `in ${missing.length} of ${values.length} boots`;
  const first = placeOf(missing[0]!, null);
  const why = whyUnmeasured(assertion, missing[0]!);
  const found =
    why === null
      ? `found no ${assertion.metricText} ${where} (${first})`
      : `but ${assertion.metricText} was not measured ${where}: ${why} (${first})`;
  const known = namesMoment(assertion.metric) ? `; ${listMoments(missing)}` : '';
  return `expected ${expectation(assertion)}, ${found}; ${listValues(values, assertion.unit)}${known}`;
}

/** Why a row that a boot has was not measured; null where the boot has no such row. */
function whyUnmeasured({ metric }: BoundAssertion, { boot, stages, ledger }: Timeline): string | null {
  if (metric.of === 'exits')
    return boot.exits === null ? 'its source does not count exits' : 'that stage never began';
  if (metric.of !== 'row') return null;
  const span = stages.find(({ stage, measured }) => stage === metric.name && !measured);
  if (span !== undefined) return missingEnd(span);
  return ledger.some(({ name }) => name === metric.name) ? 'a stage next to it was not measured' : null;
}

function missingEnd({ stage, startNs, firstCode, firstName, events }: StageSpan): string {
  const first = `${printable(firstName)} at ${writeDuration(startNs)}`;
  const began = events > 1 || (firstCode !== null && boundaryOf(stage, firstCode) === 'begin');
  const one = firstCode === null ? 'moments' : 'codes';
  return began
    ? `it began (${first}), but its end was not seen`
    : `only one of its ${one} was seen (${first})`;
}
