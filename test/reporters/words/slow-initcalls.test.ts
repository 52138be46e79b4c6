import { expect, test } from 'vitest';
import {
  describeInitcalls,
  describeUnreturned,
  describeWhereabouts,
  slowInitcalls,
} from '../../../src/reporters/words/slow-initcalls.js';
import { lineAt, timelineOf } from '../../stages/build-boot.js';
import { initcallBoot } from '../initcall-boot.js';

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

test('of functions that a text names, one inside another counts once, and what hangs is named', () => {
  const lines = [
    lineAt('[    0.001000] calling  acpi_init+0x0/0x10 @ 1', 1000),
    lineAt('[    0.006000] pci 0000:00:1f.0: quirk_slow+0x0/0x10 took 4000 usecs', 6000),
    lineAt('[    0.011000] initcall acpi_init+0x0/0x10 returned 0 after 10000 usecs', 11_000),
    lineAt('[    0.012000] calling  \u001b[2Jhang+0x0/0x10 @ 1', 12_000),
  ];
  const found = slowInitcalls(timelineOf([], { boot: { events: lines } }), 10)!;
  expect(found.wholeNs).toBe(10e6);
  expect(describeInitcalls(found, '10 ms')).toBe(
    '2 initcalls and 1 other function took 10 ms, as printed by the kernel; nested initcalls count once',
  );
  const words = describeUnreturned(found, (timeNs) => `${timeNs / 1e6} ms`);
  expect(words).toMatch(/^did not return: .*hang, called at 12 ms$/);
  expect(words).not.toContain('\u001b');
  expect(describeUnreturned({ ...found, unreturned: [] }, String)).toBeNull();
  const many = Array.from({ length: 7 }, () => found.unreturned[0]!);
  expect(describeUnreturned({ ...found, unreturned: many }, String)).toMatch(/; and 2 before$/);
});
