import { expect, test } from 'vitest';
import { splitEngineArguments } from '../../../src/cli/flags/engine-arguments.js';

test.each([
  [[], [], []],
  [['--engine', 'qemu'], ['--engine', 'qemu'], []],
  [['-v', '--', '-machine', 'q35', '--', 'x'], ['-v'], ['-machine', 'q35', '--', 'x']],
  [['--'], [], []],
])('%j', (argv, own, engineArguments) => {
  expect(splitEngineArguments(argv)).toEqual({ own, engineArguments });
});
