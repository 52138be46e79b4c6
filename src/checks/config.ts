/** Assertions in a file (`check --config FILE`), YAML or JSON: the same as the flags, with errors that name key and line. */
import * as z from 'zod';
import { parseSettings } from '../stages/settings-file.js';
import { InputError } from '../trace/errors.js';
import { formatCode } from '../trace/event.js';
import type { StageTable } from '../trace/stage-table.js';
import { type Assertion, parseBound, parseCodes, STATISTICS, type Statistic } from './assertion.js';

export interface CheckConfig {
  readonly assertions: readonly Assertion[];
  /** File to compare with, as written: relative to where the command is run. Null when there is none. */
  readonly baseline: string | null;
}

export interface ConfigOptions {
  readonly table: StageTable;
  /** What the command line asks for; the file decides when it is undefined. */
  readonly statistic?: Statistic | undefined;
}

const NEXT_STEPS = ['see docs/checks.md for the format'];

const bounds = z.union([z.record(z.string(), z.string()), z.array(z.string())], {
  error: 'expected a map from metric to time (kernel: 80ms), or a list of METRIC=TIME',
});

const oneCode = z.union([z.string(), z.number().int().min(0).max(0xff).transform(formatCode)]);
const CODES_EXPECTED = 'expected codes, ranges or stages: one, or a list';
const codes = z
  .union([oneCode, z.array(oneCode).min(1, CODES_EXPECTED)], { error: CODES_EXPECTED })
  .transform((items) => (Array.isArray(items) ? items.join(',') : items));

const file = z.strictObject(
  {
    stat: z.enum(STATISTICS, { error: `expected one of ${STATISTICS.join(', ')}` }).default('each'),
    max: bounds.default({}),
    min: bounds.default({}),
    require: codes.optional(),
    forbid: codes.optional(),
    order: codes.optional(),
    baseline: z.string({ error: 'expected the name of a file' }).min(1).optional(),
  },
  { error: 'expected assertions with the keys stat, max, min, require, forbid, order, baseline' },
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
  return { assertions, baseline: value.baseline ?? null };
}

/** Each bound's key in the file and its METRIC=TIME. */
function boundEntries(group: z.infer<typeof bounds>): readonly (readonly [PropertyKey, string])[] {
  if (Array.isArray(group)) return group.map((line, at) => [at, line]);
  return Object.entries(group).map(([metric, time]) => [metric, `${metric}=${time}`]);
}
