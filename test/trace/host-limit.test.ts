import { openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hostLimit } from '../../src/trace/host-limit.js';

const failure = (code: string, message = 'x') => Object.assign(new Error(message), { code });

test.each([
  [failure('EMFILE'), /more files/, /ulimit -n/],
  [failure('ENFILE'), /too many files/, /fs\.file-max/],
  [failure('ENOMEM'), /no memory/, /--memory/],
  [failure('ERR_WORKER_INIT_FAILED', 'EAGAIN'), /no more threads/, /--cpus 1/],
  [failure('ERR_WORKER_INIT_FAILED', 'Worker initialization failure: EMFILE'), /more files/, /ulimit -n/],
])('%s is the matter of who runs the host', (error, why, nextStep) => {
  const limit = hostLimit(error);
  expect(limit).toMatchObject({ code: 'host-limit', exitCode: 3 });
  expect(limit?.message).toMatch(why);
  expect(limit?.nextSteps[0]).toMatch(nextStep);
});

test('what is wrong with a file or a program is not', () => {
  let missing: unknown;
  try {
    openSync('/no/such/file', 'r');
  } catch (error) {
    missing = error;
  }
  for (const error of [
    missing,
    failure('EAGAIN'),
    failure('ERR_WORKER_INIT_FAILED'),
    failure('ERR_WORKER_INIT_FAILED', 'EMFILE in what came before'),
    { code: 'EMFILE', message: 'no error at all' },
    new Error('EMFILE'),
    'EMFILE',
  ])
    expect(hostLimit(error)).toBeNull();
});
