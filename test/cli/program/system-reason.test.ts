import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { systemCode, systemReason } from '../../../src/cli/program/system-reason.js';

function thrownBy(work: () => void): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}

test.each([
  ['/nowhere/at/all', 'ENOENT', 'no such file or directory'],
  ['/', 'EISDIR', 'illegal operation on a directory'],
])('names the failure of reading %s', (file, code, reason) => {
  const error = thrownBy(() => readFileSync(file));
  expect(systemCode(error)).toBe(code);
  expect(systemReason(error)).toBe(reason);
});

test('passes on what is no system error', () => {
  expect(systemReason(new Error('odd'))).toBe('odd');
  expect(systemReason('odd')).toBe('odd');
  expect(systemCode(new Error('odd'))).toBeNull();
  expect(systemCode(null)).toBeNull();
});
