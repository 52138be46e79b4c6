/**
 * Judges assertions over boots. Nothing passes by not being there: a metric that a boot lacks fails, and so does every
 * assertion when there is no boot. A failure says what was expected, what was found, and every value.
 */
import { boundaryOf } from '../stages/classify.js';
import { median, quantile, sorted } from '../stats/order.js';
import { writeDuration } from '../trace/duration.js';
import { formatCode, type Nanoseconds } from '../trace/event.js';
import type { CheckResult } from '../trace/report.js';
import type { StageSpan, Timeline } from '../trace/timeline.js';
import type { Assertion, BoundAssertion, Statistic } from './assertion.js';
import { evaluateCodes } from './evaluate-codes.js';
import { type Measurement, measure } from './metric.js';
import { placeOf } from './place.js';
import { listValues } from './values-text.js';

/** One result per assertion, in the same order. */
export function evaluate(
  assertions: readonly Assertion[],
  timelines: readonly Timeline[],
): readonly CheckResult[] {
  return assertions.map((assertion) => {
    if (timelines.length === 0) return noBoot(assertion);
    return 'metric' in assertion ? evaluateBound(assertion, timelines) : evaluateCodes(assertion, timelines);
  });
}

/** `max kernel=80ms`, with the statistic when it is not the default. */
function title(assertion: Assertion): string {
  const statistic =
    'statistic' in assertion && assertion.statistic !== 'each' ? ` (${assertion.statistic})` : '';
  return `${assertion.kind} ${assertion.text}${statistic}`;
}

function noBoot(assertion: Assertion): CheckResult {
  return {
    assertion: title(assertion),
    passed: false,
    actualNs: null,
    limitNs: 'limitNs' in assertion ? assertion.limitNs : null,
    values: [],
    message: 'never measured: the input holds no boot',
  };
}

function evaluateBound(assertion: BoundAssertion, timelines: readonly Timeline[]): CheckResult {
  const measured = timelines.map((timeline) => measure(assertion.metric, timeline));
  const values = measured.map((one) => one?.timeNs ?? null);
  const base = { assertion: title(assertion), limitNs: assertion.limitNs, values };
  const missing = timelines.filter((_, at) => measured[at] === null);
  const times = present(values);
  const actualNs = times.length === 0 ? null : judged(assertion, times);
  if (actualNs === null || missing.length > 0) {
    return { ...base, passed: false, actualNs, message: missingText(assertion, missing, values) };
  }
  const passed = isWithin(assertion, actualNs);
  const message = passed
    ? passText(assertion, actualNs, timelines.length)
    : failText(assertion, actualNs, timelines, measured);
  return { ...base, passed, actualNs, message };
}

function present(values: readonly (Nanoseconds | null)[]): readonly Nanoseconds[] {
  return values.filter((value) => value !== null);
}

const JUDGED: Readonly<Record<Exclude<Statistic, 'each'>, (values: readonly Nanoseconds[]) => number>> = {
  median,
  mean: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  p95: (values) => quantile(sorted(values), 0.95),
  max: (values) => values.reduce((largest, value) => Math.max(largest, value)),
};

/** The value that is held against the limit; for `each` the one nearest to breaking it. Whole nanoseconds. */
function judged({ kind, statistic }: BoundAssertion, values: readonly Nanoseconds[]): Nanoseconds {
  return statistic === 'each' ? worstOf({ kind }, values) : Math.round(JUDGED[statistic](values));
}

/** The value nearest to breaking the limit, or furthest beyond it. */
function worstOf({ kind }: Pick<BoundAssertion, 'kind'>, values: readonly Nanoseconds[]): Nanoseconds {
  return values.reduce((worst, value) => (kind === 'max' ? Math.max(worst, value) : Math.min(worst, value)));
}

function isWithin({ kind, limitNs }: BoundAssertion, timeNs: Nanoseconds): boolean {
  return kind === 'max' ? timeNs <= limitNs : timeNs >= limitNs;
}

function expectation({ kind, metricText, limitNs }: BoundAssertion): string {
  return `${metricText} ${kind === 'max' ? 'at most' : 'at least'} ${writeDuration(limitNs)}`;
}

/** `92.381 ms`, or `median 92.381 ms of 10 boots`. */
function found({ statistic, kind }: BoundAssertion, actualNs: Nanoseconds, boots: number): string {
  if (boots === 1) return writeDuration(actualNs);
  const which = statistic === 'each' ? (kind === 'max' ? 'longest' : 'shortest') : statistic;
  return `${which} ${writeDuration(actualNs)} of ${boots} boots`;
}

function passText(assertion: BoundAssertion, actualNs: Nanoseconds, boots: number): string {
  return `found ${found(assertion, actualNs, boots)}, allowed ${expectation(assertion)}`;
}

function failText(
  assertion: BoundAssertion,
  actualNs: Nanoseconds,
  timelines: readonly Timeline[],
  measured: readonly (Measurement | null)[],
): string {
  const times = measured.map((one) => one?.timeNs ?? null);
  const worst = times.indexOf(worstOf(assertion, present(times)));
  const place = ` (${placeOf(timelines[worst]!, measured[worst]?.line ?? null)})`;
  const values = listValues(times);
  return `expected ${expectation(assertion)}, found ${found(assertion, actualNs, timelines.length)}${place}; ${values}`;
}

function missingText(
  assertion: BoundAssertion,
  missing: readonly Timeline[],
  values: readonly (Nanoseconds | null)[],
): string {
  const where =
    missing.length === values.length ? 'in any boot' : `in ${missing.length} of ${values.length} boots`;
  const first = placeOf(missing[0]!, null);
  const why = whyUnmeasured(assertion, missing[0]!);
  const found =
    why === null
      ? `found no ${assertion.metricText} ${where} (${first})`
      : `but ${assertion.metricText} was not measured ${where}: ${why} (${first})`;
  return `expected ${expectation(assertion)}, ${found}; ${listValues(values)}`;
}

/** Why a row that a boot has was not measured; null where the boot has no such row. */
function whyUnmeasured({ metric }: BoundAssertion, { stages, ledger }: Timeline): string | null {
  if (metric.of !== 'row') return null;
  const span = stages.find(({ stage, measured }) => stage === metric.name && !measured);
  if (span !== undefined) return missingEnd(span);
  return ledger.some(({ name }) => name === metric.name) ? 'a stage beside it was not measured' : null;
}

function missingEnd({ stage, startNs, firstCode, events }: StageSpan): string {
  const first = `${formatCode(firstCode)} at ${writeDuration(startNs)}`;
  const began = events > 1 || boundaryOf(stage, firstCode) === 'begin';
  return began ? `it began (${first}) and its end was not seen` : `only one of its codes was seen (${first})`;
}
