import { describe, expect, it } from 'vitest';
import {
  milliseconds,
  parseDuration,
  toMilliseconds,
  typeDuration,
  writeDuration,
  writeSeconds,
} from '../../src/trace/duration.js';
import { UsageError } from '../../src/trace/errors.js';

describe('parseDuration', () => {
  it.each([
    ['80ms', 80_000_000],
    ['1.5s', 1_500_000_000],
    ['.5s', 500_000_000],
    ['2m', 120_000_000_000],
    ['.5m', 30_000_000_000],
    ['250us', 250_000],
    ['500\u00b5s', 500_000],
    ['500\u03bcs', 500_000],
    ['7ns', 7],
    ['0s', 0],
    ['.5 ms', 500_000],
    [' 0.1ms ', 100_000],
    ['00080ms', 80_000_000],
  ])('%s', (text, timeNs) => expect(parseDuration(text, 'x')).toBe(timeNs));

  it.each([
    ['9007199.254740991s', Number.MAX_SAFE_INTEGER],
    ['9007199254.740991ms', Number.MAX_SAFE_INTEGER],
    ['4503599.627370497s', 4_503_599_627_370_497],
    ['0.0000000015s', 2],
    ['1.4999999999999999999999ns', 1],
  ])('%s is exact, and rounded once where it is finer than a nanosecond', (text, timeNs) =>
    expect(parseDuration(text, 'x')).toBe(timeNs),
  );

  it.each(['60', '1.5', '.5', '0'])('%j lacks its unit, which is said with both ways to mean it', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(
      expect.objectContaining({
        code: 'bad-time',
        message: `--timeout ${text}: the unit of the time is missing: ${text}s is seconds, ${text}ms is milliseconds`,
        nextSteps: [`--timeout ${text}s`, `--timeout ${text}ms`],
      }),
    );
    expect(() => parseDuration(text, '--max kernel=')).toThrow(
      expect.objectContaining({ nextSteps: [`--max kernel=${text}s`, `--max kernel=${text}ms`] }),
    );
  });

  it.each([
    '',
    'ms',
    '.s',
    '.',
    '-1ms',
    '+1ms',
    '1e3ms',
    '1min',
    '1h',
    '1M',
    '1MS',
    '1,5ms',
    '1_000ms',
    'NaNms',
    '1s 1ms',
    '0x10ms',
  ])('%j is no time', (text) => {
    expect(() => parseDuration(text, '--timeout')).toThrow(UsageError);
    expect(() => parseDuration(text, '--timeout')).toThrow(
      'a time is a number with a unit (ns, us, ms, s or m)',
    );
  });

  it.each(['9007199.254740992s', '99999999999999s', '150120m'])('%s is too long to be exact', (text) => {
    expect(() => parseDuration(text, '--max total=')).toThrow(`--max total=${text}: the longest time is`);
  });

  it('is held to bounds', () => {
    const bounds = { aboveZero: true, mostNs: 1e9 };
    expect(parseDuration('1s', '--timeout', bounds)).toBe(1e9);
    expect(parseDuration('1ns', '--timeout', bounds)).toBe(1);
    expect(() => parseDuration('0.4ns', '--timeout', bounds)).toThrow(
      '--timeout 0.4ns: the time must be above zero',
    );
    expect(() => parseDuration('0s', '--timeout', bounds)).toThrow('--timeout 0s: the time must be');
    expect(() => parseDuration('1.000000001s', '--timeout', bounds)).toThrow('the longest time is 1 s');
  });
});

it.each([
  [80_000_000, '80 ms'],
  [92_381_004, '92.381004 ms'],
  [0, '0 ms'],
  [1, '0.000001 ms'],
  [-1_500_000, '-1.5 ms'],
])('%d ns is written %s', (timeNs, text) => expect(writeDuration(timeNs)).toBe(text));

it('of a time that was measured, a sentence shows microseconds', () => {
  expect(milliseconds(92_381_004)).toBe('92.381');
  expect(milliseconds(2_000_000)).toBe('2.000');
  expect(milliseconds(0)).toBe('0.000');
});

it('milliseconds are a number that is exact to the nanosecond', () => {
  expect(toMilliseconds(92_381_004)).toBe(92.381004);
  expect(toMilliseconds(1_500_000.4)).toBe(1.5);
});

it('limits are written in seconds', () => {
  expect(writeSeconds(60e9)).toBe('60 s');
  expect(writeSeconds(500e6)).toBe('0.5 s');
});

it.each([
  [60e9, '60s'],
  [1.5e9, '1500ms'],
  [250e3, '250us'],
  [7, '7ns'],
])('%d ns is typed %s', (timeNs, text) => {
  expect(typeDuration(timeNs)).toBe(text);
  expect(parseDuration(text, '--timeout')).toBe(timeNs);
});
