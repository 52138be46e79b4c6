import { expect, test } from 'vitest';
import { describeRepeats } from '../../src/stages/repeat-notes.js';
import { timelineOf, type Written } from './build-boot.js';

const ONCE: readonly Written[] = [
  [0x40, 10],
  [0x41, 20],
];
const TWICE: readonly Written[] = [...ONCE, [0x41, 30]];
const boots = (...written: readonly (readonly Written[])[]) =>
  written.map((codes, index) => timelineOf(codes, { index }));

test('a code that one boot wrote twice and the others once is noted, with its line', () => {
  expect(describeRepeats(boots(ONCE, TWICE, ONCE))).toEqual([
    {
      severity: 'note',
      code: 'repeated-code',
      message: '0x41 came 2 times in boot 2 (test.log), and once in 2 other boots',
      input: 'test.log',
      line: 3,
    },
  ]);
  expect(describeRepeats(boots(ONCE, TWICE))[0]!.message).toContain('and once in the other boot');
});

test.each([
  ['one boot', boots(TWICE)],
  ['boots that all did', boots(TWICE, TWICE)],
  ['more boots that did than did not', boots(TWICE, TWICE, ONCE)],
  ['boots without the code beside it', boots(TWICE, [[0x40, 10]])],
])('not of %s', (_, timelines) => expect(describeRepeats(timelines)).toEqual([]));

test('names five boots and counts the rest', () => {
  const many = boots(...Array.from({ length: 14 }, (_, at) => (at < 7 ? TWICE : ONCE)));
  expect(describeRepeats(many)[0]!.message).toContain(
    'boot 5 (test.log) and repeated in 2 more boots, and once in 7',
  );
});
