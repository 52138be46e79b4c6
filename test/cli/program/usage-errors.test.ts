/** Against oclif itself: what it throws is known by its fields and texts, which another version may change. */
import { Args, Flags, settings } from '@oclif/core';
import { expect, test } from 'vitest';
import { BaseCommand } from '../../../src/cli/program/base-command.js';
import { explainParseError, orList } from '../../../src/cli/program/usage-errors.js';
import { UsageError } from '../../../src/trace/errors.js';
import { ROOT } from '../../helpers/run-cli.js';

settings.enableAutoTranspile = false;

const flags = {
  json: Flags.boolean(),
  verbose: Flags.boolean({ char: 'v' }),
  timeout: Flags.string({ helpValue: 'TIME' }),
  name: Flags.string(),
  runs: Flags.integer({ min: 1, max: 9 }),
  least: Flags.integer({ min: 2 }),
  format: Flags.option({ options: ['table', 'html'] as const })(),
};

class Bare extends BaseCommand {
  static override id = 'bare';
  static override flags = flags;
  override async run(): Promise<void> {
    await this.parse(Bare);
  }
}

class Reading extends BaseCommand {
  static override id = 'reading';
  static override flags = flags;
  static override args = { log: Args.string({ required: true, ignoreStdin: true }) };
  override async run(): Promise<void> {
    await this.parse(Reading);
  }
}

async function refusal(command: typeof Bare | typeof Reading, argv: string[]): Promise<UsageError> {
  const error = await command.run(argv, { root: ROOT }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UsageError);
  return error as UsageError;
}

test.each([
  [['x'], 'stray-argument', 'bare takes no arguments, but got x'],
  [['x', 'y'], 'stray-argument', 'bare takes no arguments, but got x, y'],
  [['--jsn'], 'unknown-flag', 'bare has no flag --jsn; did you mean --json?'],
  [['--jsn=1'], 'unknown-flag', 'bare has no flag --jsn; did you mean --json?'],
  [['--cpus'], 'unknown-flag', 'bare has no flag --cpus; run has it'],
  [['--zzzzzzzz'], 'unknown-flag', 'bare has no flag --zzzzzzzz'],
  [['-x'], 'unknown-flag', 'bare has no flag -x'],
  [['-verbose'], 'unknown-flag', 'bare has no flag -verbose; did you mean --verbose?'],
  [['--json=yes'], 'flag-value', '--json takes no value: --json=yes'],
  [['--timeout'], 'no-value', '--timeout needs a value: --timeout TIME'],
  [['--timeout', '--json'], 'no-value', '--timeout needs a value: --timeout TIME'],
  [['--name'], 'no-value', '--name needs a value'],
  [['--format'], 'no-value', '--format needs a value: table or html'],
  [['--format', 'htm\nl'], 'bad-value', '--format takes table or html, not "htm\\nl"'],
  [
    ['--format', 'otlp'],
    'bad-value',
    '--format otlp is for parse, report or run and cannot show the report of bare',
  ],
  [['--runs', '10'], 'bad-number', '--runs takes a whole number from 1 to 9, not "10"'],
  [['--runs', '0'], 'bad-number', '--runs takes a whole number from 1 to 9, not "0"'],
  [['--runs', '1.5'], 'bad-number', '--runs takes a whole number from 1 to 9, not "1.5"'],
  [['--least', '1'], 'bad-number', '--least takes a whole number of at least 2, not "1"'],
  [['--name', 'a', '--name', 'b'], 'flag-twice', '--name is given twice; it takes one value'],
  [['--format', 'html', '--json'], 'two-formats', '--format html and --json ask for two formats'],
])('%j', async (argv, code, message) => {
  expect(await refusal(Bare, argv)).toMatchObject({ code, message, exitCode: 2 });
});

test('a missing argument is asked for, and one too many refused', async () => {
  expect(await refusal(Reading, [])).toMatchObject({
    code: 'missing-argument',
    nextSteps: ['boottrace reading boot.log'],
  });
  expect(await refusal(Reading, ['a', 'b'])).toMatchObject({
    message: 'reading takes only LOG; remove: b',
  });
});

test('what follows -- is no flag', async () => {
  await expect(Reading.run(['--', '--json=yes'], { root: ROOT })).resolves.toBeUndefined();
});

test('an error of anything but the parser is left as it is', () => {
  const bug = new TypeError('boom');
  expect(explainParseError(bug, { id: 'x', flags: {}, args: [], argv: [], ownersOf: () => [] })).toBe(bug);
});

test.each([
  [[], ''],
  [['a'], 'a'],
  [['a', 'b'], 'a or b'],
  [['a', 'b', 'c'], 'a, b or c'],
])('%j is written %s', (words, text) => expect(orList(words)).toBe(text));
