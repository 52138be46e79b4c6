import { expect, test } from 'vitest';
import { completeBareFlags } from '../../../src/cli/program/bare-flags.js';

const complete = (line: string) => completeBareFlags(line.split(' ')).join(' ');

test.each([
  ['--rng --log-file ch.log -vvv', '--rng=src=/dev/urandom --log-file ch.log -vvv'],
  ['--cpus 4 --rng', '--cpus 4 --rng=src=/dev/urandom'],
  ['--rng src=/dev/random --cpus 4', '--rng src=/dev/random --cpus 4'],
  ['--rng=src=/dev/random', '--rng=src=/dev/random'],
  ['--cpus 4', '--cpus 4'],
  ['--vs --rng --cpus 2', '--vs  --rng --cpus 2'],
  ['--vs=--rng', '--vs= --rng'],
  ['--rng --vs', '--rng=src=/dev/urandom --vs'],
])('%s', (line, completed) => {
  expect(complete(line)).toBe(completed);
});
