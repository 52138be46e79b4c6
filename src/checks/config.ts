/** Assertions in a file (`check --config FILE`), YAML or JSON: the same as the flags. Errors name key and line. */
import * as z from 'zod';
import { parseSettings } from '../stages/table/settings-file.js';
import { InputError } from '../trace/errors.js';
import { formatCode, MAX_CODE } from '../trace/event.js';
import { CHECK_FAIL_ON, type CheckFailOn } from '../trace/report/report.js';
import type { StageTable } from '../trace/stage-table.js';
import { type Assertion, parseBound, parseCodes, STATISTICS, type Statistic } from './assertion.js';

export interface CheckConfig {
  readonly assertions: readonly Assertion[];
  /** Logs to compare with, as written: relative to where the command is run. */
  readonly baseline?: readonly string[] | undefined;
  /** How to compare, as the flags of the same name. */
  readonly alpha?: string | undefined;
  readonly floor?: readonly string[] | undefined;
  readonly rows?: readonly string[] | undefined;
  readonly failOn?: CheckFailOn | undefined;
  readonly allowed?: Allowed | undefined;
}

/** Boots that are accepted although they would otherwise be refused or fail. */
export interface Allowed {
  readonly mismatch: boolean;
  readonly profiled: boolean;
  readonly unfinished: boolean;
}

export interface ConfigOptions {
  readonly table: StageTable;
  /** What the command line asks for; the file decides when it is undefined. */
  readonly statistic?: Statistic | undefined;
}

const NEXT_STEPS = ['see docs/checks.md for the format'];

/** The number of a time lacks its unit, which the time's own refusal says. */
const limit = z.union([z.string(), z.number().transform(String)]);

const bounds = z.union([z.record(z.string(), limit), z.array(z.string())], {
  error: 'expected a map from metric to limit (kernel: 80ms), or a list of METRIC=LIMIT',
});

const oneCode = z.union([z.string(), z.number().int().min(0).max(MAX_CODE).transform(formatCode)]);
const CODES_EXPECTED = 'expected codes, ranges or stages: one, or a list';
const codes = z
  .union([oneCode, z.array(oneCode).min(1, CODES_EXPECTED)], { error: CODES_EXPECTED })
  .transform((items) => (Array.isArray(items) ? items.join(',') : items));

const permission = z.boolean({ error: 'expected true or false' }).default(false);

/** One text or a list of them. */
function texts(error: string) {
  return z
    .union([z.string().min(1, error), z.array(z.string().min(1, error)).min(1, error)], { error })
    .transform((value) => (typeof value === 'string' ? [value] : value));
}

const file = z.strictObject(
  {
    stat: z.enum(STATISTICS, { error: `expected one of ${STATISTICS.join(', ')}` }).default('each'),
    max: bounds.default({}),
    min: bounds.default({}),
    require: codes.optional(),
    forbid: codes.optional(),
    order: codes.optional(),
    baseline: texts('expected the name of a file, or a list').optional(),
    alpha: z
      .number({ error: 'expected a probability between 0 and 1' })
      .gt(0, 'expected a probability above 0')
      .lt(1, 'expected a probability below 1')
      .transform(String)
      .optional(),
    floor: texts('expected a share (2%) or a time (0.5ms), or a list').optional(),
    rows: texts('expected names of rows (kernel), or a list').optional(),
    'fail-on': z.enum(CHECK_FAIL_ON, { error: `expected one of ${CHECK_FAIL_ON.join(', ')}` }).optional(),
    'allow-mismatch': permission,
    'allow-profiled': permission,
    'allow-unfinished': permission,
  },
  {
    error:
      'expected assertions with the keys stat, max, min, require, forbid, order, baseline, alpha, floor, rows, fail-on, allow-mismatch, allow-profiled, allow-unfinished',
  },
);

/** The assertions of a configuration file. Throws InputError with the line and the key. */
export function parseCheckConfig(
  text: string,
  fileName: string,
  { table, statistic }: ConfigOptions,
): CheckConfig {
  const { value, fault } = parseSettings(text, fileName, file, NEXT_STEPS);
  const options = { table, statistic: statistic ?? value.stat };
  const located = (path: readonly PropertyKey[], parse: () => Assertion): Assertion => {
    try {
      return parse();
    } catch (error) {
      throw error instanceof InputError ? fault(path, error.message) : error;
    }
  };
  const assertions = (['max', 'min'] as const).flatMap((kind) =>
    boundEntries(value[kind]).map(([key, line]) =>
      located([kind, key], () => parseBound(kind, line, options)),
    ),
  );
  for (const kind of ['require', 'forbid', 'order'] as const) {
    const list = value[kind];
    if (list !== undefined) assertions.push(located([kind], () => parseCodes(kind, list, options)));
  }
  const { baseline, alpha, floor, rows, 'fail-on': failOn } = value;
  const allowed = {
    mismatch: value['allow-mismatch'],
    profiled: value['allow-profiled'],
    unfinished: value['allow-unfinished'],
  };
  return { assertions, baseline, alpha, floor, rows, failOn, allowed };
}

/** Each bound's key in the file and its METRIC=LIMIT. */
function boundEntries(group: z.infer<typeof bounds>): readonly (readonly [PropertyKey, string])[] {
  if (Array.isArray(group)) return group.map((line, at) => [at, line]);
  return Object.entries(group).map(([metric, value]) => [metric, `${metric}=${value}`]);
}
