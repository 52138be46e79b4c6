import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { writeFailure } from '../../../src/cli/files/write-failure.js';

test('a full disk is named with the file and where to find room', () => {
  let full: unknown;
  try {
    writeFileSync('/dev/full', 'x');
  } catch (error) {
    full = error;
  }
  const failure = writeFailure('a.ndjson', full);
  expect(failure).toMatchObject({ code: 'output-failed', exitCode: 3 });
  expect(failure.message).toBe('cannot write a.ndjson: no space left on device');
  expect(failure.nextSteps).toEqual([expect.stringContaining('df -h')]);
});

test('what nobody has advice for is said without', () => {
  expect(writeFailure('a', new Error('odd'))).toMatchObject({
    message: 'cannot write a: odd',
    nextSteps: [],
  });
});
