import { describe, expect, it } from 'vitest';
import { parseCodeSets } from '../../src/checks/code-set.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { InputError } from '../../src/trace/errors.js';
import type { TimedCode, TimedMoment } from '../../src/trace/report/timeline.js';
import { timelineOf } from '../stages/build-boot.js';

function parse(list: string) {
  return parseCodeSets(list, BUILT_IN_TABLE, '--require');
}

const CODES = timelineOf(
  [0x00, 0x40, 0x41, 0x80, 0x8f, 0x90, 0xe0fe].map((code, at) => [code, at * 1000]),
  { keepNoise: true },
).events as readonly TimedCode[];

function fitting(text: string): number[] {
  return CODES.filter((event) => parse(text)[0]!.fits(event)).map((event) => event.code);
}

describe('parseCodeSets', () => {
  it('reads codes, ranges and stages', () => {
    expect(parse('0x40, 0x41,0x80-0x8f,kernel').map((set) => set.text)).toEqual([
      '0x40',
      '0x41',
      '0x80-0x8f',
      'kernel',
    ]);
    expect(fitting('0x41')).toEqual([0x41]);
    expect(fitting('0x80-0x8f')).toEqual([0x80, 0x8f]);
    expect(fitting('kernel')).toEqual([0x40, 0x41]);
  });

  it('reads codes of two bytes, which are no codes of one', () => {
    expect(fitting('0xe0fe')).toEqual([0xe0fe]);
    expect(fitting('0x100-0xffff')).toEqual([0xe0fe]);
    expect(fitting('0xfe')).toEqual([]);
    expect(() => parse('0xEE1000a0')).toThrow(
      expect.objectContaining({
        code: 'bad-codes',
        nextSteps: expect.arrayContaining([
          'a code of more than two bytes is a moment: post-code:0xee1000a0',
        ]),
      }),
    );
  });

  it('says how to write a code that lacks its 0x, in its place in the list', () => {
    const list = '0x40,41,kernel';
    expect(() => parseCodeSets(list, BUILT_IN_TABLE, `--require ${list}`)).toThrow(
      expect.objectContaining({
        code: 'bare-code',
        nextSteps: ['--require 0x40,0x41,kernel', '--require 0x40,0x29,kernel'],
      }),
    );
  });

  it('takes a stage whose name could be a code', () => {
    const ranges = [{ stage: 'fe', from: 0, to: 0x3f, unordered: false }];
    const [set] = parseCodeSets('fe', { ...BUILT_IN_TABLE, ranges }, '--require fe');
    expect(set?.text).toBe('fe');
  });

  it.each([
    ['', '"" is not a code'],
    ['0x40,', '"" is not a code'],
    ['0x4g', '"0x4g" is not a code'],
    ['"end of romstage', 'a quote is not closed'],
    ['a"b"', '"a"b"" is not a code'],
    ['0x50-0x40', 'the range 0x50-0x40 is inverted'],
  ])('refuses %j', (list, message) => {
    expect(() => parse(list)).toThrow(InputError);
    expect(() => parse(list)).toThrow(`--require: ${message}`);
    expect(() => parse(list)).toThrow(
      expect.objectContaining({
        code: 'bad-codes',
        nextSteps: [
          'write codes (0x41), ranges (0x80-0xff), stages, keys of moments (u-boot:main_loop) or their names in quotes, separated by commas',
          'stages of the table in force: firmware, bootloader, kernel, userspace, custom',
        ],
      }),
    );
  });
});

describe('moments', () => {
  const moment = (key: string, name: string, stage: string | null): TimedMoment => ({
    kind: 'moment',
    ...{ key, name, stage, timeNs: 1, line: 1, vcpu: null, seq: 0, deltaNs: 1, revisit: false },
  });
  const MOMENTS = [
    moment('coreboot:4', 'end of romstage', 'firmware'),
    moment('coreboot:40', 'a, b..c', 'firmware'),
    moment('u-boot:main_loop', 'main_loop', 'bootloader'),
    moment('qemu-boot-time:mine', 'say "hi"', null),
  ];
  const fits = (list: string) =>
    parse(list).map((set) => MOMENTS.filter((one) => set.fits(one)).map(({ key }) => key));

  it.each([
    ['coreboot:4', [['coreboot:4']]],
    ['"end of romstage"', [['coreboot:4']]],
    ['"a, b..c",u-boot:main_loop', [['coreboot:40'], ['u-boot:main_loop']]],
    ['"say ""hi"""', [['qemu-boot-time:mine']]],
    ['"coreboot:40"', [['coreboot:40']]],
    ['main_loop', [['u-boot:main_loop']]],
    ['firmware', [['coreboot:4', 'coreboot:40']]],
    ['0x00-0xff', [[]]],
  ])('%s fits what it names', (list, keys) => expect(fits(list)).toEqual(keys));

  it('quoted are names of codes too, since a boundary that a log names is one', () => {
    const named = { ...CODES[0]!, name: '1st timestamp' };
    expect(parse('"1st timestamp"')[0]!.fits(named)).toBe(true);
    expect(parse('x:1st timestamp')[0]!.fits(named)).toBe(false);
  });
});
