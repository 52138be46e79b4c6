import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth, truncate, truncateStart, wrap } from '../../../src/reporters/words/text-width.js';

it.each([
  ['', 0],
  ['kernel', 6],
  ['é', 1],
  ['e\u0301', 1],
  ['漢字', 4],
  ['█▏', 2],
  ['🚀', 2],
])('%j takes %d cells', (text, width) => expect(displayWidth(text)).toBe(width));

describe('truncate', () => {
  it.each([
    ['kernel', 6, 'kernel'],
    ['kernel', 5, 'kern…'],
    ['kernel', 1, '…'],
    ['漢字漢', 5, '漢字…'],
    ['漢字漢', 4, '漢…'],
    ['', 3, ''],
  ])('%j to %d', (text, width, expected) => expect(truncate(text, width, '…')).toBe(expected));

  it('is quick about a megabyte', () => expect(truncate('x'.repeat(1 << 20), 10, '~')).toBe('xxxxxxxxx~'));

  it('never exceeds the width', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        expect(displayWidth(truncate(text, width, '…'))).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('truncateStart', () => {
  it.each([
    ['runs/a.log', 10, 'runs/a.log'],
    ['runs/a.log', 6, '…a.log'],
    ['漢字漢', 5, '…字漢'],
    ['漢字漢', 4, '…漢'],
  ])('%j to %d', (text, width, expected) => expect(truncateStart(text, width, '…')).toBe(expected));
  it('is quick about a megabyte', () => {
    expect(truncateStart('x'.repeat(1 << 20), 10, '~')).toBe('~xxxxxxxxx');
  });
});

describe('wrap', () => {
  it.each([
    ['one two three', 7, ['one two', 'three']],
    ['abcdefgh', 3, ['abc', 'def', 'gh']],
    ['', 5, ['']],
    ['a  b', 9, ['a  b']],
    ['漢字漢字', 5, ['漢字', '漢字']],
  ])('%j to %d', (text, width, lines) => expect(wrap(text, width)).toEqual(lines));

  it('begins no line as a workflow command of GitHub Actions begins', () => {
    expect(wrap('a note: ::error::b', 8)).toEqual(['a note:', ':\\x3aerror:', ':b']);
  });

  const withoutColons = fc.string().map((text) => text.replaceAll(':', ';'));

  it('keeps every character but the spaces it breaks at', () => {
    fc.assert(
      fc.property(withoutColons, fc.integer({ min: 2, max: 30 }), (text, width) => {
        const lines = wrap(text, width);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });
});

it('what takes no cell is no more than what it is cut to', () => {
  expect(truncate('\u0301'.repeat(100), 10, '…')).toBe('');
});

it('a long text that is not wide enough to be cut stays', () => {
  // Four characters a cell is the most that is looked at.
  expect(truncate('a\u0301\u0301\u0301', 1, '…')).toBe('a\u0301\u0301\u0301');
  expect(truncateStart('a\u0301\u0301\u0301', 1, '…')).toBe('a\u0301\u0301\u0301');
});

it('only where a line begins is it taken for a command, also behind what a runner trims', () => {
  expect(wrap('\u00a0::error::x', 80)).toEqual(['\u00a0:\\x3aerror::x']);
  expect(wrap('a::b x::y', 5)).toEqual(['a::b', 'x::y']);
});

it('a word as wide as the line is not cut', () => expect(wrap('abc de', 3)).toEqual(['abc', 'de']));

it('spaces at the end make no line of their own, nor does a character that is wider than the line', () => {
  expect(wrap('abc ', 3)).toEqual(['abc']);
  expect(wrap('abc  ', 3)).toEqual(['abc']);
  expect(wrap('漢字', 1).filter((line) => line !== '')).toEqual(['漢', '字']);
});
