import { expect, test } from 'vitest';
import { BoottraceError, EnvironmentError, GuestError, InputError } from '../../src/trace/errors.js';

test.each([
  [InputError, 'InputError', 2],
  [EnvironmentError, 'EnvironmentError', 3],
  [GuestError, 'GuestError', 4],
])('%s says who must act by its exit code', (Class, name, exitCode) => {
  const error = new Class('stable-word', 'what happened', ['what to type']);
  expect(error).toBeInstanceOf(BoottraceError);
  expect(error).toMatchObject({ name, exitCode, code: 'stable-word', message: 'what happened' });
  expect(error.nextSteps).toEqual(['what to type']);
  expect(new Class('stable-word', 'what happened').nextSteps).toEqual([]);
});
