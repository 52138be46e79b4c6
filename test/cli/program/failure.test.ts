import { expect, test } from 'vitest';
import { describeFailure } from '../../../src/cli/program/failure.js';
import { EnvironmentError, GuestError, InputError, UsageError } from '../../../src/trace/errors.js';

const quiet = { debug: false };

test.each([
  [new InputError('no-file', 'a.log: no such file'), 2],
  [new EnvironmentError('no-kvm', 'no /dev/kvm'), 3],
  [new GuestError('timeout', 'no code came in 60 s'), 4],
  [new UsageError('unknown-flag', 'parse has no flag --x'), 2],
  [new Error('boom'), 70],
  [new TypeError('boom'), 70],
  ['a string', 70],
  [undefined, 70],
])('%s exits with %i', (error, exitCode) => {
  expect(describeFailure(error, quiet).exitCode).toBe(exitCode);
});

test('says what happened and what to type next', () => {
  const error = new EnvironmentError('no-kvm', 'no /dev/kvm', ['modprobe kvm', 'boottrace doctor']);
  expect(describeFailure(error, quiet).text).toBe(
    'Error: no /dev/kvm\nTry: modprobe kvm\nTry: boottrace doctor\n',
  );
});

test('keeps the lines of a message and nothing else that a log may have put there', () => {
  const error = new InputError('bad-line', 'a\u001b[2Jb\nsecond line');
  expect(describeFailure(error, quiet).text).toBe('Error: a\\x1b[2Jb\nsecond line\n');
});

test('wrong words of a command end with its help, which is that of the program where there is no command', () => {
  const error = new UsageError('bad-mark', '--mark foo: no', ['--mark x=0x41']);
  expect(describeFailure(error, { debug: false, command: 'parse' }).text).toBe(
    'Error: --mark foo: no\nTry: --mark x=0x41\nTry: boottrace parse --help\n',
  );
  expect(describeFailure(error, quiet).text).toContain('Try: boottrace --help\n');
});

test('asks for a report of a bug, and shows the stack only when asked', () => {
  const error = new TypeError('x is not a function');
  const text = describeFailure(error, quiet).text;
  expect(text).toContain('Error: this is a bug in boottrace. TypeError: x is not a function\n');
  expect(text).toContain('Please report it');
  expect(text).toContain('BOOTTRACE_DEBUG=1');
  expect(text).not.toContain('failure.test');
  expect(describeFailure(error, { debug: true }).text).toContain('failure.test');
});

test('a package that cannot be read is no mistake of who typed, and what the host has run out of is no bug', () => {
  const unreadable = Object.assign(new Error('could not find package.json with {}'), { oclif: {} });
  expect(describeFailure(unreadable, { debug: false })).toMatchObject({
    exitCode: 3,
    text: expect.stringContaining('install the package again'),
  });
  const exhausted = Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' });
  expect(describeFailure(exhausted, { debug: false })).toMatchObject({
    exitCode: 3,
    text: expect.stringContaining('ulimit -n'),
  });
});
