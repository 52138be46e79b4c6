import { describe, expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
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
      limitNs: 80_000_000,
      statistic: 'median',
    });
    expect(between).toMatchObject({
      metric: { of: 'between', from: 0x40, to: 0x41 },
      limitNs: 1_000_000_000,
    });
    expect(others.map((assertion) => assertion.kind)).toEqual(['min', 'require', 'forbid', 'order']);
  });

  it('is empty without texts', () => expect(parseAssertions({}, OPTIONS)).toEqual([]));

  it.each([
    [{ max: ['kernel'] }, '--max kernel: expected METRIC=TIME'],
    [{ max: ['kernel=1ms=2ms'] }, '--max kernel=1ms=2ms: expected METRIC=TIME'],
    [{ min: ['kernel<=1ms'] }, '--min kernel<=1ms: there is no metric "kernel<"'],
    [{ max: ['kernel=80'] }, '--max kernel=80: the unit of the time is missing'],
    [{ max: ['boot=80ms'] }, '--max boot=80ms: there is no metric "boot"'],
    [{ require: ['init'] }, '--require init: "init" is no code, range or stage'],
    [{ order: ['0x40'] }, '--order 0x40: one item has no order'],
  ])('refuses %j', (texts, message) => {
    expect(() => parseAssertions(texts, OPTIONS)).toThrow(InputError);
    expect(() => parseAssertions(texts, OPTIONS)).toThrow(message);
  });

  it.each([
    [{ min: ['kernel'] }, ['--min kernel=80ms']],
    [{ order: ['0x40'] }, ['--order 0x40,0x41,userspace']],
  ])('shows how to write %j', (texts, nextSteps) => {
    const failure = expect.objectContaining({ code: 'bad-assertion', nextSteps });
    expect(() => parseAssertions(texts, OPTIONS)).toThrow(failure);
  });

  it('takes spaces around metric and time', () => {
    const [spaced] = parseAssertions({ max: [' kernel = 80 ms '] }, OPTIONS);
    const [plain] = parseAssertions({ max: ['kernel=80ms'] }, OPTIONS);
    expect(spaced).toEqual({ ...plain, text: ' kernel = 80 ms ' });
  });
});
