import { describe, expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { InputError } from '../../src/trace/errors.js';

const OPTIONS = { table: BUILT_IN_TABLE, statistic: 'median' } as const;

describe('parseAssertions', () => {
  it('reads every group', () => {
    const texts = {
      max: ['kernel=80ms', '0x40..0x41 = 1s'],
      min: ['setup=1us'],
      require: ['0x40,userspace'],
      forbid: ['0x80-0xff'],
      order: ['0x40,0x41'],
    };
    const [kernel, between, ...others] = parseAssertions(texts, OPTIONS);
    expect(kernel).toEqual({
      kind: 'max',
      text: 'kernel=80ms',
      metric: { of: 'row', name: 'kernel' },
      metricText: 'kernel',
      unit: 'ns',
      limit: 80_000_000,
      statistic: 'median',
    });
    expect(between).toMatchObject({
      metric: { of: 'between', from: 0x40, to: 0x41 },
      limit: 1_000_000_000,
    });
    expect(others.map((assertion) => assertion.kind)).toEqual(['min', 'require', 'forbid', 'order']);
  });

  it('is empty without texts', () => expect(parseAssertions({}, OPTIONS)).toEqual([]));

  it.each([
    [{ max: ['kernel'] }, '--max kernel: expected METRIC=LIMIT'],
    [{ max: ['kernel=1ms=2ms'] }, '--max kernel=1ms=2ms: expected METRIC=LIMIT'],
    [{ min: ['kernel<=1ms'] }, '--min kernel<=1ms: there is no metric "kernel<"'],
    [{ max: ['kernel=80'] }, '--max kernel=80: the unit of the time is missing'],
    [{ max: ['boot=80ms'] }, '--max boot=80ms: there is no metric "boot"'],
    [{ require: ['0x4g'] }, '--require 0x4g: "0x4g" is not a code, range, stage or moment'],
    [{ order: ['0x40'] }, '--order 0x40: an order needs at least two items'],
  ])('refuses %j', (texts, message) => {
    expect(() => parseAssertions(texts, OPTIONS)).toThrow(InputError);
    expect(() => parseAssertions(texts, OPTIONS)).toThrow(message);
  });

  it.each([
    [{ min: ['kernel'] }, ['--min kernel=80ms', '--min failed=0']],
    [{ order: ['0x40'] }, ['--order 0x40,0x41,userspace']],
  ])('shows how to write %j', (texts, nextSteps) => {
    const failure = expect.objectContaining({ code: 'bad-assertion', nextSteps });
    expect(() => parseAssertions(texts, OPTIONS)).toThrow(failure);
  });

  it('reads counts with a plain number, and bytes with a size', () => {
    const max = ['codes=9', 'exits=1000', 'exits:kernel=12', 'exits:setup=0', 'bytes:serial=4k', 'failed=0'];
    const read = parseAssertions({ max }, OPTIONS);
    expect(read).toMatchObject([
      { metric: { of: 'codes' }, unit: 'count', limit: 9 },
      { metric: { of: 'exits', stage: null }, unit: 'count', limit: 1000 },
      { metric: { of: 'exits', stage: 'kernel' }, unit: 'count', limit: 12 },
      { metric: { of: 'exits', stage: 'setup' }, unit: 'count', limit: 0 },
      { metric: { of: 'bytes', channel: 'serial' }, unit: 'bytes', limit: 4096 },
      { metric: { of: 'failed' }, unit: 'count', limit: 0 },
    ]);
    const sizes = ['bytes:debug-console=1M', 'bytes:firmware-debug=10', 'bytes:serial=2KiB'];
    expect(parseAssertions({ min: sizes }, OPTIONS)).toMatchObject([
      { metric: { of: 'bytes', channel: 'debug-console' }, limit: 2 ** 20 },
      { metric: { of: 'bytes', channel: 'firmware-debug' }, limit: 10 },
      { limit: 2048 },
    ]);
  });

  it.each([
    ['failed=0ms', '--max failed=0ms: failed is a count, not a time, so its limit must be a plain number'],
    ['codes=1.5', '--max codes=1.5: codes is a count, not a time, so its limit must be a plain number'],
    ['exits:kernel=1s', '--max exits:kernel=1s: exits:kernel is a count, not a time'],
    ['exits=99999999999999999', '--max exits=99999999999999999: exits is a count'],
    [
      'bytes:serial=5ms',
      '--max bytes:serial=5ms: bytes:serial is a size, so its limit must be a number of bytes',
    ],
    ['bytes:serial=1.5k', '--max bytes:serial=1.5k: bytes:serial is a size'],
    ['bytes:monitor=1', 'there is no metric "bytes:monitor"'],
    ['bytes=1', 'there is no metric "bytes"'],
    ['exits:boot=1', 'there is no metric "exits:boot"'],
  ])('refuses %s', (bound, message) => {
    expect(() => parseAssertions({ max: [bound] }, OPTIONS)).toThrow(InputError);
    expect(() => parseAssertions({ max: [bound] }, OPTIONS)).toThrow(message);
  });

  it('takes spaces around metric and time', () => {
    const [spaced] = parseAssertions({ max: [' kernel = 80 ms '] }, OPTIONS);
    const [plain] = parseAssertions({ max: ['kernel=80ms'] }, OPTIONS);
    expect(spaced).toEqual({ ...plain, text: ' kernel = 80 ms ' });
  });
});

it('takes a metric whose moment holds an equals sign', () => {
  const [bound] = parseAssertions({ max: ['u-boot:id=64..u-boot:main_loop=3s'] }, OPTIONS);
  expect(bound).toMatchObject({ metricText: 'u-boot:id=64..u-boot:main_loop', limit: 3e9 });
});
