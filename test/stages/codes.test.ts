import { describe, expect, it } from 'vitest';
import { parseCode, parseCodeRange } from '../../src/stages/codes.js';

describe('parseCode', () => {
  it.each([
    ['0x40', 0x40],
    ['0X0a', 10],
    ['0xF', 15],
    ['64', 64],
    ['0', 0],
    ['255', 255],
    [' 0xff ', 255],
  ])('%s is %d', (text, code) => expect(parseCode(text)).toBe(code));

  it.each(['', '256', '0x100', '-1', '4.5', '0x', 'x40', 'kernel', '0x4g', '1e2'])(
    '%j is not a code',
    (text) => expect(parseCode(text)).toBeNull(),
  );
});

describe('parseCodeRange', () => {
  it.each([
    ['0x80-0xff', { from: 0x80, to: 0xff }],
    ['64', { from: 64, to: 64 }],
    ['9-3', { from: 9, to: 3 }],
    [' 1 - 2 ', { from: 1, to: 2 }],
  ])('%s', (text, range) => expect(parseCodeRange(text)).toEqual(range));

  it.each(['', '-', '1-', '-1', '1-2-3', 'kernel', '0x00-0x100'])('%j is no range', (text) =>
    expect(parseCodeRange(text)).toBeNull(),
  );
});
