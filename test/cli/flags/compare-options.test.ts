import { expect, test } from 'vitest';
import { parseCompareOptions } from '../../../src/cli/flags/compare-options.js';
import { DEFAULT_COMPARE } from '../../../src/stats/compare.js';
import { InputError } from '../../../src/trace/errors.js';

test('what is not given has its default', () => {
  expect(parseCompareOptions(undefined, undefined)).toEqual(DEFAULT_COMPARE);
  expect(parseCompareOptions('0.01', [])).toEqual({ ...DEFAULT_COMPARE, alpha: 0.01 });
});

test.each([
  [['5%'], 0.05, 0],
  [['.5%'], 0.005, 0],
  [['1ms'], 0, 1_000_000],
  [['0.5 us'], 0, 500],
  [['3%', '2ms'], 0.03, 2_000_000],
  [['0%'], 0, 0],
])('floors %j replace the default ones', (floors, relativeFloor, absoluteFloor) => {
  expect(parseCompareOptions('0.05', floors)).toMatchObject({ relativeFloor, absoluteFloor });
});

test.each(['0', '1', '-0.1', '5%', 'small', '', '1e-400', 'Infinity'])('refuses alpha %j', (alpha) => {
  expect(() => parseCompareOptions(alpha, undefined)).toThrow(InputError);
  expect(() => parseCompareOptions(alpha, undefined)).toThrow('between 0 and 1');
});

test.each(['2', '%', '-1%', '1 hour', ''])('refuses floor %j', (floor) => {
  expect(() => parseCompareOptions(undefined, [floor])).toThrow(
    expect.objectContaining({ code: 'bad-time', message: expect.stringMatching(/^--floor /) }),
  );
});

test('a floor without unit may be a share or a time', () => {
  expect(() => parseCompareOptions(undefined, ['2'])).toThrow(
    expect.objectContaining({
      message: '--floor 2: the unit is missing: 2% is a share, 2ms is a time',
      nextSteps: ['--floor 2%', '--floor 2ms'],
    }),
  );
});
