import { expect, test } from 'vitest';
import { describeMissedKernel } from '../../../src/vmm/observe/missed-kernel.js';

test.each([
  [null, null, []],
  [true, null, []],
  [true, true, []],
  [null, true, []],
  [false, null, ['kernel-not-seen']],
  [false, false, ['kernel-not-seen']],
  [true, false, ['marks-not-set']],
  [null, false, ['marks-not-set']],
])('a kernel that has begun: %s, that was marked: %s', (hasBegun, isMarked, expected) => {
  const warnings = describeMissedKernel({ hasBegun, isMarked });
  expect(warnings.map(({ code }) => code)).toEqual(expected);
  for (const { severity, message } of warnings) {
    expect(severity).toBe('warning');
    expect(message).toContain('--timeout');
  }
});
