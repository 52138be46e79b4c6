/**
 * Refusals of a command's words in plain English. oclif parses them and refuses in words of its own, some of which name
 * what only a programmer knows; each becomes a UsageError that says what to type. oclif tells its refusals apart by
 * their fields and texts, which test/cli/program/usage-errors.test.ts holds to those of the version in use.
 */
import { type BoottraceError, UsageError } from '../../trace/errors.js';
import { nearest } from './nearest.js';

/** The facts about a flag that error messages need. */
export interface FlagFacts {
  readonly type: 'boolean' | 'option';
  readonly char?: string | undefined;
  readonly helpValue?: string | readonly string[] | undefined;
  readonly options?: readonly string[] | undefined;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
}

export interface CommandFacts {
  /** As it is typed: `parse`. */
  readonly id: string;
  readonly flags: Readonly<Record<string, FlagFacts>>;
  /** Names of its arguments, in order. */
  readonly args: readonly string[];
  readonly argv: readonly string[];
  /** Commands that have a flag of this name. */
  ownersOf(flag: string): readonly string[];
  /** Commands whose flag of this name takes this value. */
  takersOf?(flag: string, value: string): readonly string[];
}

/** oclif marks its errors with a property, because classes differ between copies of the package. */
export function isOclifError(error: unknown): error is Error {
  return error instanceof Error && 'oclif' in error;
}

/** A flag without a value that was given one: `--json=yes` would make `yes` an argument. */
export function refuseSwitchValue({ argv, flags }: CommandFacts): void {
  const end = argv.indexOf('--');
  for (const word of end < 0 ? argv : argv.slice(0, end)) {
    const [, name = ''] = /^--([\w-]+)=/.exec(word) ?? [];
    if (Object.hasOwn(flags, name) && flags[name]!.type === 'boolean')
      throw new UsageError('flag-value', `--${name} takes no value: ${word}`, [`--${name}`]);
  }
}

/** What oclif threw, in plain English; anything else as it is. */
export function explainParseError(error: unknown, command: CommandFacts): unknown {
  if (!isOclifError(error)) return error;
  const fields = error as Error & { flags?: unknown; args?: unknown };
  if (isTexts(fields.flags)) return unknownFlag(fields.flags, command);
  if (isTexts(fields.args)) return strayWords(fields.args, command);
  if (Array.isArray(fields.args)) return missingArgument(command);
  for (const [pattern, explain] of MESSAGES) {
    const match = pattern.exec(error.message);
    if (match !== null) return explain(match, command);
  }
  const [first = ''] = error.message.split('\n');
  return new UsageError('bad-usage', first);
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length > 0 && value.every((item) => typeof item === 'string');
}

type Explain = (match: RegExpExecArray, command: CommandFacts) => BoottraceError;

const MESSAGES: readonly (readonly [RegExp, Explain])[] = [
  [
    /^Flag --([\w-]+) expects (?:a value|one of these values)/,
    ([, name = ''], command) => noValue(name, command),
  ],
  [
    /^Expected --([\w-]+)=(.*) to be one of: /s,
    ([, name = '', value = ''], command) => noSuchValue(name, value, command),
  ],
  [
    /^Parsing --([\w-]+) \n\tExpected an integer .*received: (.*?)\nSee more help/s,
    ([, name = '', value = ''], command) => noInteger(name, value, command),
  ],
  [
    /^Flag --([\w-]+) can only be specified once/,
    ([, name = '']) => new UsageError('flag-twice', `--${name} is given twice; it takes one value`),
  ],
];

function unknownFlag([word = '']: readonly string[], command: CommandFacts): UsageError {
  const { id, flags, argv, ownersOf } = command;
  const name = word.replace(/^-+/, '').replace(/=.*$/s, '');
  // Of `-json`, oclif names what is left after the letters that it knows.
  const short = argv.find((one) => /^-[^-]/.test(one) && one.endsWith(word.slice(1)));
  const typed = word.startsWith('--') ? `--${name}` : (short ?? word);
  const meant = nearest(typed.replace(/^-+/, ''), Object.keys(flags));
  const owners = meant === null ? ownersOf(name) : [];
  const whose =
    owners.length === 0 ? '' : `; ${owners.join(', ')} ${owners.length === 1 ? 'has' : 'have'} it`;
  const message = `${id} has no flag ${typed}${whose}${meant === null ? '' : `; did you mean --${meant}?`}`;
  return new UsageError('unknown-flag', message, meant === null ? [] : [`boottrace ${id} --${meant}`]);
}

/** How a word that a command has no argument for may have been meant, as it would be typed. */
const MEANT: Readonly<Record<string, (word: string) => string>> = {
  run: (word) => `${/\.(?:bin|rom|fd)$/i.test(word) ? '--firmware' : '--kernel'} ${word}`,
  'mark-tool': (word) => `--output ${word}`,
};

function strayWords(words: readonly string[], { id, args, argv }: CommandFacts): UsageError {
  const [word = ''] = words;
  if (argv[argv.indexOf(word) - 1]?.startsWith('--profile=')) {
    const message = `--profile takes a number of samples per second, not ${JSON.stringify(word)}`;
    return new UsageError('bad-profile', message, ['boottrace run --profile=1000']);
  }
  if (args.length > 0) {
    const takes = args.map((name) => name.toUpperCase()).join(' and ');
    const steps = id === 'diff' ? ['boottrace diff --base base-*.log --head head-*.log'] : [];
    return new UsageError('stray-argument', `${id} takes only ${takes}; remove: ${words.join(', ')}`, steps);
  }
  const meant = MEANT[id]?.(word);
  const question = meant === undefined ? '' : `; did you mean ${meant}?`;
  return new UsageError(
    'stray-argument',
    `${id} takes no arguments, but got ${words.join(', ')}${question}`,
    [meant === undefined ? `boottrace ${id}` : `boottrace ${id} ${meant}`],
  );
}

function missingArgument({ id, args }: CommandFacts): UsageError {
  const [name = ''] = args;
  return new UsageError(
    'missing-argument',
    `${id} needs a ${name.toUpperCase()}: a file, a folder, or - for standard input`,
    [`boottrace ${id} boot.log`],
  );
}

function noValue(name: string, { flags }: CommandFacts): UsageError {
  const { options, helpValue } = flags[name] ?? {};
  if (options !== undefined) return new UsageError('no-value', `--${name} needs a value: ${orList(options)}`);
  const value = typeof helpValue === 'string' ? `: --${name} ${helpValue}` : '';
  return new UsageError('no-value', `--${name} needs a value${value}`);
}

/** How two sides become one input each of a program that compares them itself. */
const COMPARED_BY: Readonly<Record<string, (base: string, head: string) => string>> = {
  benchstat: (base, head) => `benchstat ${base} ${head}`,
  pyperf: (base, head) => `python3 -m pyperf compare_to ${base} ${head}`,
};

/** A value that the flag has in other commands: it says which, and what to type for two sides. */
function valueOfOthers(
  name: string,
  value: string,
  takers: readonly string[],
  { id }: CommandFacts,
): UsageError {
  const message = `--${name} ${value} is for ${orList(takers)} and cannot show the report of ${id}`;
  const compare = COMPARED_BY[value];
  if (id !== 'diff' || compare === undefined) return new UsageError('bad-value', message);
  const file = (side: string) => `${side}.${value === 'pyperf' ? 'json' : 'txt'}`;
  return new UsageError('bad-value', `${message}: it takes one file for each side`, [
    ...['base', 'head'].map(
      (side) => `boottrace report ${side}.ndjson --${name} ${value} --output ${file(side)}`,
    ),
    compare(file('base'), file('head')),
  ]);
}

function noSuchValue(name: string, value: string, command: CommandFacts): UsageError {
  const options = command.flags[name]?.options ?? [];
  const takers = command.takersOf?.(name, value) ?? [];
  if (takers.length > 0) return valueOfOthers(name, value, takers, command);
  const meant = nearest(value, options);
  return new UsageError(
    'bad-value',
    `--${name} takes ${orList(options)}, not ${JSON.stringify(value)}`,
    meant === null ? [] : [`--${name} ${meant}`],
  );
}

function noInteger(name: string, value: string, { flags }: CommandFacts): UsageError {
  const { min = 0, max } = flags[name] ?? {};
  const range = max === undefined ? `of at least ${min}` : `from ${min} to ${max}`;
  return new UsageError(
    'bad-number',
    `--${name} takes a whole number ${range}, not ${JSON.stringify(value)}`,
    [`--${name} ${Math.max(min, 1)}`],
  );
}

/** `a, b or c`. */
export function orList(words: readonly string[]): string {
  return words.length < 2 ? words.join() : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}
