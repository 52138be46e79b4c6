import { expect, test } from 'vitest';
import { describeWhereabouts, slowInitcalls } from '../../src/reporters/slow-initcalls.js';
import { initcallBoot } from './initcall-boot.js';

test('the slowest first, without what explains nothing, and what all took', () => {
  const found = slowInitcalls(initcallBoot([5, 100, 0.1, 60]), 10)!;
  expect(found.slowest.map(({ name, durationNs }) => [name, durationNs])).toEqual([
    ['call_1', 100e6],
    ['call_3', 60e6],
    ['call_0', 5e6],
  ]);
  expect([found.all.length, found.wholeNs]).toEqual([5, 165.1e6]);
  expect(slowInitcalls(initcallBoot([5, 100]), 1)!.slowest).toHaveLength(1);
});

test('nothing where none was marked, or none has an end', () => {
  expect(slowInitcalls(initcallBoot([]), 10)).toBeNull();
  expect(slowInitcalls({ events: [] }, 10)).toBeNull();
});

test('where the samples were, as a share of those meanwhile', () => {
  const [initcall] = slowInitcalls(initcallBoot([5]), 1)!.slowest;
  const found = { place: 'call_0', samples: 24, all: 25 };
  expect(describeWhereabouts(found, initcall!)).toBe('itself 96.0 %');
  expect(describeWhereabouts({ ...found, place: 'cryptomgr_test' }, initcall!)).toBe('cryptomgr_test 96.0 %');
  expect(describeWhereabouts({ ...found, place: '\u001b[2J' }, initcall!)).not.toContain('\u001b');
  expect(describeWhereabouts(null, initcall!)).toBe('');
});
