import { describe, expect, test } from 'vitest';
import { completeArguments } from '../../src/cli/main.js';
import { InputError } from '../../src/trace/errors.js';

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
    expect(() => complete('prase', 'a.log')).toThrow(InputError);
    expect(() => complete('prase')).toThrow('there is no command prase');
    expect(steps('prase')).toEqual(['boottrace parse', 'boottrace --help']);
    expect(steps('frobnicate')).toEqual(['boottrace --help']);
  });
});

function steps(word: string): readonly string[] {
  try {
    complete(word);
  } catch (error) {
    if (error instanceof InputError) return error.nextSteps;
  }
  throw new Error('it was accepted');
}
