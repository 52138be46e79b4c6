import { expect, it } from 'vitest';
import { markLabels, markNoun, marksTitle } from '../../../src/reporters/words/mark-words.js';
import type { DiffMark } from '../../../src/trace/report/report.js';

const TIMES = { occurrence: 1, baseNs: 1, headNs: 2, deltaNs: 1 };
const CODE: DiffMark = { code: 0x40, ...TIMES };
const MOMENT: DiffMark = { key: 'coreboot:4', name: 'end of romstage', ...TIMES };

it('says what a mark is, by name where it has one', () => {
  const label = markLabels([CODE, MOMENT]);
  expect(label(CODE)).toBe('0x40');
  expect(label({ ...CODE, name: 'kernel start', occurrence: 2 })).toBe('0x40 #2 kernel start');
  expect(label(MOMENT)).toBe('end of romstage');
  expect(label({ ...MOMENT, occurrence: 3 })).toBe('end of romstage #3');
  expect(label({ ...MOMENT, name: 'a\x1b[31m' })).toBe('a\\x1b[31m');
  expect(markLabels([], '')({ ...CODE, occurrence: 2 })).toBe('0x40#2');
});

it('tells moments of one name apart by their keys', () => {
  const other: DiffMark = { ...MOMENT, key: 'coreboot:5' };
  const label = markLabels([MOMENT, { ...MOMENT, occurrence: 2 }, other]);
  expect([label(MOMENT), label(other)]).toEqual([
    'end of romstage (coreboot:4)',
    'end of romstage (coreboot:5)',
  ]);
  const again = { ...MOMENT, occurrence: 2 };
  expect(markLabels([MOMENT, again])(again)).toBe('end of romstage #2');
});

it('says what marks are together', () => {
  expect(markNoun([CODE])).toBe('codes');
  expect(markNoun([MOMENT])).toBe('moments');
  expect(markNoun([CODE, MOMENT])).toBe('codes and moments');
  expect(marksTitle([CODE])).toBe('first to last code, since zero');
  expect(marksTitle([CODE, MOMENT])).toBe('first to last code and moment, since zero');
});
