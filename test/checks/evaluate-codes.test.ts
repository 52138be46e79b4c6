import { describe, expect, it } from 'vitest';
import { type CodesAssertion, parseCodes } from '../../src/checks/assertion.js';
import { evaluateCodes } from '../../src/checks/evaluate-codes.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { momentAt, timelineOf } from '../stages/build-boot.js';

function judge(kind: CodesAssertion['kind'], text: string, ...boots: readonly (readonly number[])[]) {
  const timelines = boots.map((codes, index) =>
    timelineOf(
      codes.map((code, at) => [code, (at + 1) * 1000]),
      { index },
    ),
  );
  return evaluateCodes(parseCodes(kind, text, { table: BUILT_IN_TABLE, statistic: 'each' }), timelines);
}

const passed = { passed: true, unit: 'count', actual: null, limit: null, values: [] };

describe('require', () => {
  it('wants each item in every boot, and any code of a range or stage', () => {
    expect(judge('require', '0x40,0x80-0x8f,firmware', [0x01, 0x40, 0x85])).toEqual({
      ...passed,
      assertion: 'require 0x40,0x80-0x8f,firmware',
      message: 'holds in 1 boot',
    });
  });
  it('says what is missing, what was found, and where the boot ends', () => {
    const result = judge('require', '0x40,0x41,userspace', [0x40, 0x41, 0x60], [0x01, 0x40], []);
    expect(result.passed).toBe(false);
    expect(result.message).toBe(
      'expected 0x41, userspace, found 0x01, 0x40 (boot 2, test.log:2); 2 of 3 boots fail',
    );
    expect(judge('require', '0x41', []).message).toBe('expected 0x41, found no code (boot 1, test.log)');
  });
  it('lists no more than sixteen codes', () => {
    const many = Array.from({ length: 20 }, (_, at) => at);
    expect(judge('require', '0x41', many).message).toContain('0x0f and 4 more');
  });
});

describe('forbid', () => {
  it('wants none of the items in any boot', () => {
    expect(judge('forbid', '0x80-0xff', [0x01], [0x40])).toMatchObject(passed);
    expect(judge('forbid', 'custom,0x00', [0x40], [0x01, 0x81, 0x82, 0x00])).toMatchObject({
      passed: false,
      message:
        'expected none of custom, 0x00, found 0x81 at 2 ms (boot 2, test.log:2), 3 such codes in this boot',
    });
  });
});

describe('order', () => {
  it('compares first occurrences', () => {
    expect(judge('order', '0x40,0x41,userspace', [0x40, 0x41, 0x40, 0x62, 0x41])).toMatchObject(passed);
    expect(judge('order', '0x41,0x40', [0x40, 0x41, 0x40])).toMatchObject({
      passed: false,
      message:
        'expected 0x41 before 0x40, found 0x40 at 1 ms (boot 1, test.log:1) and 0x41 at 2 ms (boot 1, test.log:2)',
    });
  });
  it('wants every item to be there', () => {
    expect(judge('order', '0x40,0x41', [0x40])).toMatchObject({
      passed: false,
      message: 'expected 0x41, found 0x40 (boot 1, test.log:1)',
    });
  });
  it('is broken by items that share their first code', () => {
    expect(judge('order', 'kernel,0x40', [0x40, 0x41]).passed).toBe(false);
  });
});

it('takes no noise for codes', () => {
  const burst = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02];
  const timeline = timelineOf(burst.map((code, at) => [code, at * 20]));
  const forbid = parseCodes('forbid', '0x11', { table: BUILT_IN_TABLE, statistic: 'each' });
  expect(evaluateCodes(forbid, [timeline]).passed).toBe(true);
});

describe('moments', () => {
  const events = [momentAt('coreboot:2', 10), momentAt('coreboot:27', 15), momentAt('coreboot:3', 30)];
  const judge = (kind: 'require' | 'forbid' | 'order', text: string) =>
    evaluateCodes(parseCodes(kind, text, { table: BUILT_IN_TABLE, statistic: 'each' }), [
      timelineOf([], { boot: { events } }),
    ]);

  it.each([
    ['require', 'coreboot:27,firmware', true],
    ['require', 'coreboot:4', false],
    ['require', 'kernel', false],
    ['forbid', 'coreboot:4', true],
    ['forbid', '"name of coreboot:27"', false],
    ['order', 'coreboot:2,coreboot:27,coreboot:3', true],
    ['order', 'coreboot:27,coreboot:2', false],
  ] as const)('%s %s: %j', (kind, text, passed) => expect(judge(kind, text).passed).toBe(passed));

  it('that a boot lacks come with those that it has', () => {
    expect(judge('require', 'coreboot:4').message).toBe(
      'expected coreboot:4, found no code (boot 1, test.log); available moments: coreboot:2 "name of coreboot:2", coreboot:27 "name of coreboot:27", coreboot:3 "name of coreboot:3"',
    );
    expect(judge('forbid', 'coreboot:27').message).toContain(
      'found coreboot:27 "name of coreboot:27" at 0.015 ms',
    );
  });
});
