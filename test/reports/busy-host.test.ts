import { expect, test } from 'vitest';
import { describeBusyHost } from '../../src/reports/busy-host.js';
import { timelineOf } from '../stages/build-boot.js';

/** Boots of 100 ms whose vCPU waited for so long. */
const set = (...waitsMs: readonly (number | undefined)[]) =>
  waitsMs.map((ms, index) => {
    const hostWaitNs = ms === undefined ? {} : { hostWaitNs: ms * 1e6 };
    return { ...timelineOf([[0x40, 100_000]], { boot: hostWaitNs }), index };
  });
const messages = (...args: Parameters<typeof describeBusyHost>) =>
  describeBusyHost(...args).map(({ code, severity, message }) => `${severity} ${code}: ${message}`);

test('boots that waited for as long as a difference that matters are named', () => {
  expect(describeBusyHost(set(1.9, 0, 1.9))).toEqual([]);
  expect(messages(set(0.1, 2.5, 30.25, 0.2))).toEqual([
    'warning busy-host: a busy host: in boots 2, 3 a vCPU waited for a processor, up to 30.250 ms (30.3 % of boot 3); ' +
      'stop other programs, or compare only boots that were taken in turns (run --vs)',
  ]);
});

test.each([
  [set(0, 9), undefined, 'in boot 2 a vCPU'],
  [set(9, 9), 'head', 'in all 2 boots of head a vCPU'],
  [set(0, 9, 9, 9, 9, 9, 9, 9), undefined, 'in boots 2, 3, 4, 5, 6 and 2 more a vCPU'],
])('says which boots: %#', (timelines, whose, words) =>
  expect(messages(timelines, whose).join()).toContain(words),
);

test('nothing is said of one boot, nor of boots whose waits nobody counted', () => {
  expect(describeBusyHost(set(50))).toEqual([]);
  expect(describeBusyHost(set(undefined, undefined))).toEqual([]);
});
