import { expect, test } from 'vitest';
import { countedTimelines, describeLeftOut, haveSides, timelinesOf } from '../../src/stages/boot-sets.js';
import type { Boot, StopReason } from '../../src/trace/boot.js';
import { timelineOf } from './build-boot.js';

const boot = (index: number, boot: Partial<Boot> = {}) => timelineOf([[0x60, 5]], { index, boot });
const stopped = (reason: StopReason): Partial<Boot> => ({ stop: { reason, detail: null } });

test('statistics use boots that ran to their end and were meant to be measured', () => {
  const set = [
    boot(0, { warmup: true, ...stopped('reset') }),
    boot(1, stopped('reset')),
    boot(2, stopped('crash')),
    boot(3, stopped('timeout')),
    boot(4, stopped('until')),
    boot(5),
    boot(6, stopped('interrupted')),
  ];
  expect(countedTimelines(set).map(({ index }) => index)).toEqual([1, 4, 5]);
  expect(describeLeftOut(set).map(({ severity, code, message }) => [severity, code, message])).toEqual([
    ['note', 'warmup-boots', '1 warm-up boot is left out of the statistics: boot 1'],
    [
      'warning',
      'failed-boots',
      '2 failed boots are left out of the statistics: boot 3 (crash), boot 4 (timeout)',
    ],
    ['note', 'interrupted-boots', '1 interrupted boot is left out of the statistics: boot 7'],
  ]);
});

test('a boot that is alone is shown, whatever became of it', () => {
  const alone = [boot(0, stopped('crash'))];
  expect(countedTimelines(alone)).toEqual(alone);
  expect(describeLeftOut(alone)).toEqual([]);
});

test('names a bounded number of boots', () => {
  const set = Array.from({ length: 40 }, (_, index) => boot(index, stopped('crash')));
  expect(describeLeftOut(set)[0]?.message).toMatch(/^40 failed boots .*, boot 10 \(crash\) and 30 more$/);
  expect(describeLeftOut(set.slice(0, 10))[0]?.message).toMatch(/^10 failed boots .*, boot 10 \(crash\)$/);
});

test('a boot that only warmed up has not failed as well, and two boots are a set', () => {
  const set = [boot(0, { warmup: true, ...stopped('crash') }), boot(1)];
  expect(describeLeftOut(set).map(({ code }) => code)).toEqual(['warmup-boots']);
});

test('names the input that the boots are of, where it is one', () => {
  const left = (inputs: readonly string[]) =>
    describeLeftOut(inputs.map((input, index) => boot(index, { input, ...stopped('crash') })))[0];
  expect(left(['a.log', 'a.log'])).toMatchObject({ input: 'a.log', line: null });
  expect(left(['a.log', 'b.log'])).toMatchObject({ input: null, line: null });
});

test('tells sides apart', () => {
  const set = [boot(0, { side: 'base' }), boot(1, { side: 'head' }), boot(2, { side: 'base' })];
  expect(timelinesOf('base', set).map(({ index }) => index)).toEqual([0, 2]);
  expect([haveSides(set), haveSides([boot(0)])]).toEqual([true, false]);
  expect(haveSides([boot(0), boot(1, { side: 'head' })])).toBe(true);
});
