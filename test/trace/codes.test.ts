import { describe, expect, it } from 'vitest';
import {
  parseByteCode,
  parseCode,
  parseCodeRange,
  parseTableCode,
  refuseBareCode,
} from '../../src/trace/codes.js';

const NO_CODE = ['', '65536', '0x10000', '-1', '4.5', '0x', 'x40', 'kernel', '0x4g', '1e2'];

describe('parseCode', () => {
  it.each([
    ['0x40', 0x40],
    ['0X0a', 10],
    ['0xF', 15],
    [' 0xff ', 255],
    ['0xe0fe', 0xe0fe],
    ['0x0042', 0x42],
    ['0x613', 0x613],
  ])('%s is %d', (text, code) => expect(parseCode(text)).toBe(code));

  it.each([...NO_CODE, '64', '0', '41', 'ff'])('%j is not a code', (text) =>
    expect(parseCode(text)).toBeNull(),
  );
});

describe('parseByteCode', () => {
  it('takes codes of one byte alone', () => {
    expect(parseByteCode(' 0xff ')).toBe(0xff);
    expect(parseByteCode('0x4')).toBe(4);
    for (const text of ['0x100', '0xe0fe', '0x0042', '64']) expect(parseByteCode(text)).toBeNull();
  });
});

describe('parseTableCode', () => {
  it.each([
    ['0x40', 0x40],
    ['64', 64],
    ['0', 0],
    ['255', 255],
    ['57598', 0xe0fe],
    ['0xe0fe', 0xe0fe],
  ])('%s is %d', (text, code) => expect(parseTableCode(text)).toBe(code));

  it.each(NO_CODE)('%j is not a code', (text) => expect(parseTableCode(text)).toBeNull());
});

describe('parseCodeRange', () => {
  it.each([
    ['0x80-0xff', { from: 0x80, to: 0xff }],
    ['0x40', { from: 64, to: 64 }],
    ['0x9-0x3', { from: 9, to: 3 }],
    [' 0x1 - 0x2 ', { from: 1, to: 2 }],
    ['0xe000-0xe0ff', { from: 0xe000, to: 0xe0ff }],
  ])('%s', (text, range) => expect(parseCodeRange(text)).toEqual(range));

  it.each(['', '-', '0x1-', '-0x1', '0x1-0x2-0x3', 'kernel', '0x00-0x10000', '64', '1-2', '0x1-2'])(
    '%j is no range',
    (text) => expect(parseCodeRange(text)).toBeNull(),
  );
});

describe('refuseBareCode', () => {
  it.each([
    ['41', '41 can be 0x41 (hexadecimal) or 0x29 (decimal)', ['0x41', '0x29']],
    ['8', '8 is 0x08', ['0x08']],
    ['4a', '4a is 0x4a', ['0x4a']],
    ['FE', 'FE is 0xfe', ['0xfe']],
    ['200', '200 can be 0x200 (hexadecimal) or 0xc8 (decimal)', ['0x200', '0xc8']],
    ['e0fe', 'e0fe is 0xe0fe', ['0xe0fe']],
    ['57598', '57598 is 0xe0fe', ['0xe0fe']],
    ['80-ff', '80-ff is 0x80-0xff', ['0x80-0xff']],
    ['10-20', '10-20 can be 0x10-0x20 (hexadecimal) or 0x0a-0x14 (decimal)', ['0x10-0x20', '0x0a-0x14']],
    ['0x40-50', '0x40-50 can be 0x40-0x50 (hexadecimal) or 0x40-0x32 (decimal)', ['0x40-0x50', '0x40-0x32']],
  ])('%s', (text, message, codes) => {
    expect(refuseBareCode(text, `--require ${text}`, '-')).toMatchObject({
      code: 'bare-code',
      exitCode: 2,
      message: `--require ${text}: write codes with 0x: ${message}`,
      nextSteps: codes.map((code) => `--require ${code}`),
    });
  });

  it('joins as it was told', () => {
    expect(refuseBareCode('40..41', '--max 40..41=9ms', '..')?.nextSteps).toEqual([
      '--max 0x40..0x41=9ms',
      '--max 0x28..0x29=9ms',
    ]);
  });

  it('knows where a code has one byte', () => {
    expect(refuseBareCode('200', 'x=200', '-', parseByteCode)?.nextSteps).toEqual(['x=0xc8']);
    expect(refuseBareCode('300', 'x=300', '-', parseByteCode)).toBeNull();
    expect(refuseBareCode('e0fe', 'x=e0fe', '-', parseByteCode)).toBeNull();
  });

  it.each(['', '70000', 'face', 'kernel', '0x41', '0x40-0x50', '1-2-3', '0x100', 'ff-', 'u-boot:main_loop'])(
    '%j is no code without 0x',
    (text) => expect(refuseBareCode(text, text, '-')).toBeNull(),
  );
});
