/** Assertions about boots: what flags and configuration files are read into. docs/checks.md describes them. */
import { InputError } from '../trace/errors.js';
import type { Unit } from '../trace/report/quantity.js';
import type { StageTable } from '../trace/stage-table.js';
import { type CodeSet, parseCodeSets } from './code-set.js';
import { parseLimit } from './limit.js';
import { type Metric, parseMetric, unitOfMetric } from './metric.js';

/** What of several boots is held against a limit; `each`: every boot's own value. */
export const STATISTICS = ['each', 'median', 'mean', 'p95', 'max'] as const;
export type Statistic = (typeof STATISTICS)[number];

export interface BoundAssertion {
  readonly kind: 'max' | 'min';
  /** As the user wrote it, after its kind. */
  readonly text: string;
  readonly metric: Metric;
  readonly metricText: string;
  readonly unit: Unit;
  readonly limit: number;
  readonly statistic: Statistic;
}

export interface CodesAssertion {
  readonly kind: 'require' | 'forbid' | 'order';
  readonly text: string;
  readonly sets: readonly CodeSet[];
}

export type Assertion = BoundAssertion | CodesAssertion;

/** Assertions as texts, in the groups of the flags: METRIC=LIMIT or CODES. */
export interface AssertionTexts {
  readonly max?: readonly string[] | undefined;
  readonly min?: readonly string[] | undefined;
  readonly require?: readonly string[] | undefined;
  readonly forbid?: readonly string[] | undefined;
  readonly order?: readonly string[] | undefined;
}

export interface AssertionOptions {
  readonly table: StageTable;
  readonly statistic: Statistic;
}

/** Reads one bound, METRIC=LIMIT. Throws InputError that shows the text. */
export function parseBound(
  kind: BoundAssertion['kind'],
  text: string,
  options: AssertionOptions,
): BoundAssertion {
  const where = `--${kind} ${text}`;
  const [metricText, limit] = splitBound(text);
  if (limit === null) {
    throw new InputError('bad-assertion', `${where}: expected METRIC=LIMIT`, [
      `--${kind} kernel=80ms`,
      `--${kind} failed=0`,
    ]);
  }
  const metric = parseMetric(metricText, options.table, where);
  const unit = unitOfMetric(metric);
  const parsed = parseLimit(limit, { unit, metricText, flag: `--${kind}` });
  return { kind, text, metric, metricText, unit, limit: parsed, statistic: options.statistic };
}

/** A time holds no `=`, the key of a moment may: the last one counts. Null without one, or where the metric holds one that is no key's. */
function splitBound(text: string): readonly [metric: string, limit: string | null] {
  const at = text.lastIndexOf('=');
  const metric = text.slice(0, Math.max(at, 0)).trim();
  const isPlain = !/[":]/.test(metric);
  return [metric, at < 0 || (isPlain && metric.includes('=')) ? null : text.slice(at + 1).trim()];
}

/** Reads one list of CODES. Throws InputError that shows the text. */
export function parseCodes(
  kind: CodesAssertion['kind'],
  text: string,
  { table }: AssertionOptions,
): CodesAssertion {
  const sets = parseCodeSets(text, table, `--${kind} ${text}`);
  if (kind === 'order' && sets.length < 2) {
    throw new InputError('bad-assertion', `--order ${text}: an order needs at least two items`, [
      '--order 0x40,0x41,userspace',
    ]);
  }
  return { kind, text, sets };
}

/** Reads all assertions, in the order of the flags' groups. Throws InputError at the first that makes no sense. */
export function parseAssertions(texts: AssertionTexts, options: AssertionOptions): readonly Assertion[] {
  return [
    ...(texts.max ?? []).map((text) => parseBound('max', text, options)),
    ...(texts.min ?? []).map((text) => parseBound('min', text, options)),
    ...(texts.require ?? []).map((text) => parseCodes('require', text, options)),
    ...(texts.forbid ?? []).map((text) => parseCodes('forbid', text, options)),
    ...(texts.order ?? []).map((text) => parseCodes('order', text, options)),
  ];
}
