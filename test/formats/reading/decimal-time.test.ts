import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  clockReading,
  decimalToNs,
  elapsedNs,
  fractionOf,
  groupedMicrosToNs,
  secondsToNs,
} from '../../../src/formats/reading/decimal-time.js';

describe('decimalToNs', () => {
  it.each([
    ['36', '4652591', 9, 36_465_259_100],
    ['613', '57361', 6, 613_573_610],
    ['1', '234', 3, 1234],
    ['987', '', 0, 987],
    ['1', '2', 0, 1],
    ['0', '0000000019', 9, 1],
  ])('%s.%s times 10^%d is %d', (whole, fraction, exponent, ns) => {
    expect(decimalToNs(whole, fraction, exponent)).toBe(ns);
  });
});

it('takes a fraction as a number and gives the same nanoseconds as digit by digit', () => {
  const digits = fc.string({
    unit: fc.constantFrom(...'0123456789'),
    minLength: 1,
    maxLength: 20,
    size: 'max',
  });
  fc.assert(
    fc.property(fc.nat(9_000_000), digits, (whole, fraction) => {
      expect(secondsToNs(whole, fractionOf(fraction))).toBe(decimalToNs(`${whole}`, fraction, 9));
    }),
  );
  expect(fractionOf('0123456789012345999')).toEqual({ value: 12_345_678_901_234, digits: 15 });
});

it('takes the difference of two times of day exactly, which no float could hold', () => {
  const from = clockReading('1795338117', '999999');
  const to = clockReading('1795338118', '000000001');
  expect(elapsedNs(from, to)).toBe(1001);
  expect(elapsedNs(to, from)).toBe(-1001);
});

it.each([
  ['0', 0],
  ['961,170', 961_170_000],
  ['1,234,567', 1_234_567_000],
  ['99999999999999999999', null],
])('reads %s microseconds', (text, ns) => {
  expect(groupedMicrosToNs(text)).toBe(ns);
});
