import { describe, expect, test } from 'vitest';
import { completeArguments } from '../../src/cli/main.js';
import { UsageError } from '../../src/trace/errors.js';

const COMMANDS = ['run', 'parse', 'report'];
const complete = (...argv: string[]): string[] => completeArguments(argv, COMMANDS);

describe('the command line', () => {
  test.each([
    [[], []],
    [['--help'], ['--help']],
    [['--version'], ['--version']],
    [
      ['parse', 'help', '--json'],
      ['parse', 'help', '--json'],
    ],
    [['help'], ['--help']],
    [
      ['help', 'parse'],
      ['parse', '--help'],
    ],
  ])('%j becomes %j', (argv, expected) => {
    expect(completeArguments(argv, COMMANDS)).toEqual(expected);
  });

  test('is refused when its first word is no command, with what was meant', () => {
    expect(() => complete('prase', 'a.log')).toThrow(UsageError);
    expect(() => complete('prase')).toThrow('there is no command prase');
    expect(steps('prase')).toEqual(['boottrace parse']);
    expect(steps('frobnicate')).toEqual([]);
  });
});

test('is refused when a flag stands before the command, with the flag behind it', () => {
  expect(() => complete('--json', 'parse', 'a.log')).toThrow('--json comes before it');
  expect(steps('--json', 'parse', 'a.log')).toEqual(['boottrace parse --json a.log']);
  expect(steps('--input-format', 'dmesg', 'parse', 'a')).toEqual(['boottrace parse --input-format dmesg a']);
  expect(steps('--nosuch')).toEqual([]);
});

function steps(...argv: string[]): readonly string[] {
  try {
    complete(...argv);
  } catch (error) {
    if (error instanceof UsageError) return error.nextSteps;
  }
  throw new Error('it was accepted');
}
