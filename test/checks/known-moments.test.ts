import { expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { listMoments, nameMoment, requireKnownWords } from '../../src/checks/known-moments.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { InputError } from '../../src/trace/errors.js';
import { boundaryAt, momentAt, timelineOf } from '../stages/build-boot.js';

const TIMELINES = [
  timelineOf([], {
    boot: {
      events: [
        boundaryAt(0x00, 1, 'reset'),
        momentAt('u-boot:main_loop', 2, 'bootloader', 'main_loop'),
        momentAt('a:1', 3, 'bootloader', 'twice'),
        momentAt('a:2', 4, 'bootloader', 'twice'),
      ],
    },
  }),
];

function know(word: string, timelines = TIMELINES): void {
  const options = { table: BUILT_IN_TABLE, statistic: 'each' } as const;
  requireKnownWords(parseAssertions({ forbid: [word] }, options), timelines, BUILT_IN_TABLE);
}

it.each(['main_loop', 'reset', '0x41', 'kernel', '"not there"', 'not:there'])('%s may stand', (word) => {
  expect(() => know(word)).not.toThrow();
});

it.each([
  [
    'kernle',
    '--forbid kernle: "kernle" is not a code, range or stage, and no boot has a moment with this name; available moments: main_loop',
  ],
  ['twice', '--forbid twice: "twice" is the name of several moments (a:1, a:2)'],
])('%s is refused', (word, message) => {
  expect(() => know(word)).toThrow(InputError);
  expect(() => know(word)).toThrow(
    message.replace('moments: main_loop', 'moments: u-boot:main_loop "main_loop"'),
  );
  expect(() => know(word)).toThrow(expect.objectContaining({ code: 'bad-codes', exitCode: 2 }));
});

it('without a boot nothing is known', () => expect(() => know('kernle', [])).not.toThrow());

it('lists a dozen moments and counts the others', () => {
  const events = Array.from({ length: 30 }, (_, at) => momentAt(`a:${at}`, at));
  const list = listMoments([timelineOf([], { boot: { events } })]);
  expect(list).toMatch(/^available moments: a:0 "name of a:0", /);
  expect(list).toMatch(/a:11 "name of a:11" and 18 more$/);
  expect(listMoments([timelineOf([[0x40, 1]])])).toBe('there are no moments');
  expect(nameMoment({ key: 'a:1', name: 'a:1' })).toBe('a:1');
});
