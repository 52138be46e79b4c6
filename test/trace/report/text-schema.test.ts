import { expect, it } from 'vitest';
import { silence, unit } from '../../../src/trace/report/text-schema.js';

it('takes what may be unknown as null, and no negative time', () => {
  const line = { line: null, text: '' };
  const one = { row: null, startNs: 0, durationNs: 1, after: line, before: line };
  expect(silence.safeParse(one).success).toBe(true);
  expect(silence.safeParse({ ...one, startNs: -1 }).success).toBe(false);
  expect(unit.safeParse({ name: 'a', startNs: null, durationNs: 1 }).success).toBe(true);
  expect(unit.safeParse({ name: 'a', startNs: null, durationNs: null }).success).toBe(false);
});
