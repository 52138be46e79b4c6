import { expect, test } from 'vitest';
import { nearest } from '../../../src/cli/program/nearest.js';

const COMMANDS = ['run', 'parse', 'report', 'diff', 'check', 'classify', 'doctor'];

test.each([
  ['prase', 'parse'],
  ['pars', 'parse'],
  ['rnu', 'run'],
  ['dif', 'diff'],
  ['reprot', 'report'],
  ['classfiy', 'classify'],
  ['doc', 'doctor'],
  ['chekc', 'check'],
])('%s was meant to be %s', (word, expected) => {
  expect(nearest(word, COMMANDS)).toBe(expected);
});

test.each(['frobnicate', '', 'x', 'a'.repeat(1000)])('%.12s was meant to be none of them', (word) => {
  expect(nearest(word, COMMANDS)).toBeNull();
});

test('knows nothing when there is nothing to know', () => {
  expect(nearest('run', [])).toBeNull();
});
