/**
 * A user's own stages and names of codes and moments (`--codes FILE`): YAML or JSON with `ranges`, `names`, `fallback` and
 * `moments`, all optional. The format and its rules are described in docs/stages.md.
 */
import * as z from 'zod';
import { parseTableCode } from '../../trace/codes.js';
import { formatCode } from '../../trace/event.js';
import { ROW_NAMES } from '../../trace/report/rows.js';
import { bootStages, type MomentRule, type StageRange, type StageTable } from '../../trace/stage-table.js';
import { BUILT_IN_TABLE, DEFAULT_FALLBACK } from './built-in-table.js';
import { parseSettings, type Settings } from './settings-file.js';

/** Words that reports and assertions use for rows that are not stages. */
const RESERVED = new Set<string>([...ROW_NAMES, 'mark', 'codes', 'exits']);

const NEXT_STEPS = ['boottrace classify   # prints the table in force', 'see docs/stages.md for the format'];

const code = z.unknown().transform((value, context): number => {
  const parsed =
    typeof value === 'string' || typeof value === 'number' ? parseTableCode(String(value)) : null;
  if (parsed !== null) return parsed;
  context.issues.push({ code: 'custom', input: value, message: 'expected a code from 0x00 to 0xffff' });
  return z.NEVER;
});

const stageName = z
  .string({ error: 'expected the name of a stage' })
  .max(40, 'a stage name has at most 40 characters')
  .regex(/^\p{L}[\p{L}\p{N}_-]*$/u, 'a stage name starts with a letter and holds letters, digits, _ and -')
  .refine((name) => !RESERVED.has(name), { error: 'this word is reserved and cannot name a stage' });

const codeName = z
  .string({ error: 'expected the name of a code' })
  .min(1, 'the name of a code cannot be empty')
  .max(200, 'the name of a code has at most 200 characters');

const momentName = z
  .string({ error: 'expected the name of a moment' })
  .min(1, 'the name of a moment cannot be empty')
  .max(200, 'the name of a moment has at most 200 characters');

const moment = z
  .strictObject(
    { stage: stageName.optional(), name: momentName.optional() },
    { error: 'expected { stage, name } or one of them for a moment' },
  )
  .refine(({ stage, name }) => stage !== undefined || name !== undefined, {
    error: 'a moment needs a stage, a name or both',
  });

const range = z.strictObject(
  {
    stage: stageName,
    from: code,
    to: code,
    unordered: z.boolean({ error: 'expected true or false' }).default(false),
    instant: z.boolean({ error: 'expected true or false' }).optional(),
  },
  { error: 'expected a range: { stage, from, to }' },
);

const file = z.strictObject(
  {
    ranges: z
      .array(range, { error: 'expected a list of ranges' })
      .min(1, 'expected at least one range')
      .optional(),
    names: z.record(z.string(), codeName, { error: 'expected a map from code to name' }).default({}),
    fallback: stageName.default(DEFAULT_FALLBACK),
    moments: z
      .record(z.string(), moment, {
        error: "expected a map from a moment's key or name to its stage and name",
      })
      .default({}),
  },
  { error: 'expected a table with the keys ranges, names, fallback, moments' },
);

type TableFile = z.infer<typeof file>;

/** The table in a user's file; without `ranges` the built-in ones stay. Throws InputError with the line and the key. */
export function parseStageTable(text: string, fileName: string): StageTable {
  const settings = parseSettings<TableFile>(text, fileName, file, NEXT_STEPS);
  const { ranges = BUILT_IN_TABLE.ranges, fallback } = settings.value;
  refuseImpossible(ranges, fallback, settings);
  const moments = readMoments(settings, bootStages({ ranges, fallback }));
  return { ranges, fallback, names: readNames(settings), ...(moments.size > 0 ? { moments } : {}) };
}

function readMoments(
  { value, fault }: Settings<TableFile>,
  stages: readonly string[],
): ReadonlyMap<string, MomentRule> {
  for (const [key, { stage }] of Object.entries(value.moments)) {
    if (stage === undefined || stages.includes(stage)) continue;
    const words = `there is no stage ${stage}; stages: ${stages.join(', ')}`;
    throw fault(['moments', key, 'stage'], words);
  }
  return new Map(Object.entries(value.moments));
}

function refuseImpossible(
  ranges: readonly StageRange[],
  fallback: string,
  { fault }: Settings<TableFile>,
): void {
  for (const [at, one] of ranges.entries()) {
    const path = ['ranges', at];
    if (one.from > one.to) throw fault([...path, 'from'], `the range is inverted: ${describe(one)}`);
    const twin = ranges.slice(0, at).find((other) => other.from <= one.to && one.from <= other.to);
    if (twin) throw fault([...path, 'from'], `${describe(one)} overlaps ${describe(twin)}`);
    const split = ranges.find((other) => other.stage === one.stage && other.unordered !== one.unordered);
    if (split) throw fault(path, `stage ${one.stage} is unordered in one range and ordered in another`);
  }
  if (ranges.some((one) => one.stage === fallback && !one.unordered)) {
    throw fault(
      ['fallback'],
      `codes without a range are unordered, but stage ${fallback} is not: name another stage`,
    );
  }
}

function describe({ stage, from, to }: StageRange): string {
  return `${stage} ${formatCode(from)}-${formatCode(to)}`;
}

function readNames({ value, fault }: Settings<TableFile>): ReadonlyMap<number, string> {
  const names = new Map<number, string>();
  for (const [key, name] of Object.entries(value.names)) {
    const parsed = parseTableCode(key);
    if (parsed === null) throw fault(['names', key], 'expected a code from 0x00 to 0xffff');
    if (names.has(parsed)) throw fault(['names', key], `${formatCode(parsed)} has two names`);
    names.set(parsed, name);
  }
  return names;
}
