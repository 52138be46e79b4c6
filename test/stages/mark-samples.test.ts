import { expect, it } from 'vitest';
import { codeMark, collectMarks, MAX_OCCURRENCES, momentMark } from '../../src/stages/mark-samples.js';
import { momentAt, timelineOf, type Written } from './build-boot.js';

it('numbers the occurrences of each code in each boot', () => {
  const marks = collectMarks([
    timelineOf([
      [0x40, 1],
      [0x41, 2],
      [0x40, 3],
    ]),
    timelineOf([[0x40, 5]]),
  ]);
  expect([...marks.values()]).toEqual([
    { subject: { code: 0x40, name: null }, occurrence: 1, timesNs: [1000, 5000] },
    { subject: { code: 0x41, name: null }, occurrence: 1, timesNs: [2000] },
    { subject: { code: 0x40, name: null }, occurrence: 2, timesNs: [3000] },
  ]);
  expect(marks.get(codeMark(0x41, 1))?.timesNs).toEqual([2000]);
});

it('is not about text, and has an id of its own for each code and occurrence', () => {
  const text = { kind: 'text', timeNs: 1, line: 1, vcpu: null, channel: 'serial', text: 'x' } as const;
  expect(collectMarks([timelineOf([], { boot: { events: [text] } })]).size).toBe(0);
  const keys = Array.from({ length: 256 * 300 }, (_, at) => codeMark(at & 0xff, 1 + (at >> 8)));
  expect(new Set(keys).size).toBe(keys.length);
});

it('leaves out noise, and what a storm repeats beyond reason', () => {
  const burst = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map((code, at): Written => [code, at * 20]);
  expect(collectMarks([timelineOf(burst)]).size).toBe(0);
  const storm = Array.from({ length: MAX_OCCURRENCES + 5 }, (_, at): Written => [0x60, at]);
  expect(collectMarks([timelineOf(storm)]).size).toBe(MAX_OCCURRENCES);
});

it('numbers the occurrences of each moment by its key, whatever it is called', () => {
  const events = [
    momentAt('coreboot:2', 1),
    momentAt('coreboot:27', 2),
    { ...momentAt('coreboot:2', 3), name: 'else' },
  ];
  const marks = collectMarks([timelineOf([], { boot: { events } })]);
  expect([...marks.values()].map(({ subject, occurrence }) => [subject, occurrence])).toEqual([
    [{ key: 'coreboot:2', name: 'name of coreboot:2' }, 1],
    [{ key: 'coreboot:27', name: 'name of coreboot:27' }, 1],
    [{ key: 'coreboot:2', name: 'else' }, 2],
  ]);
  expect(marks.get(momentMark('coreboot:2', 2))?.timesNs).toEqual([3000]);
});
