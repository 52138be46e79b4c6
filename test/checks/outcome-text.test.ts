import { expect, it } from 'vitest';
import { describeOutcome, describeUnfinished } from '../../src/checks/outcome-text.js';
import { timelineOf } from '../stages/build-boot.js';

it.each([
  [{ state: 'failed', reason: 'panic', detail: 'Kernel panic', line: 3 }, 'failed, panic: Kernel panic'],
  [{ state: 'failed', reason: 'start', detail: 'no kernel', line: 3 }, 'failed: no kernel'],
  [{ state: 'interrupted', reason: 'interrupted', detail: null, line: null }, 'interrupted'],
] as const)('%j: %s', (outcome, words) => {
  expect(describeOutcome(outcome)).toBe(words);
});

it('names a bounded number of boots, with their lines', () => {
  const hung = timelineOf([[0x40, 1]]);
  const good = timelineOf([[0x60, 1]]);
  expect(describeUnfinished([good])).toBeNull();
  expect(describeUnfinished([good, hung])).toBe(
    '1 of 2 boots did not finish: boot 1, test.log:1 (unfinished: kernel began, but its end was not seen)',
  );
  expect(describeUnfinished(Array.from({ length: 23 }, () => hung))).toMatch(
    /^23 of 23 boots .* and 3 more$/,
  );
});

it('cuts what a guest can write without end', () => {
  const long = { state: 'failed', reason: 'panic', detail: 'x'.repeat(5000), line: null } as const;
  expect(describeOutcome(long).length).toBeLessThan(400);
});
