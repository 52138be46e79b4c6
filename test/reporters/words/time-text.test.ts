import { describe, expect, it } from 'vitest';
import {
  pickUnit,
  writeChange,
  writeDelta,
  writeNumber,
  writeShare,
  writeTime,
} from '../../../src/reporters/words/time-text.js';

const MS = { name: 'ms', ns: 1e6 };

it.each([
  [0, 'µs'],
  [999_999, 'µs'],
  [1_000_000, 'ms'],
  [99_999_999_999, 'ms'],
  [100_000_000_000, 's'],
])('times up to %d ns are in %s', (largest, name) =>
  expect(pickUnit(largest, { unicode: true }).name).toBe(name),
);

it('is plain ASCII where it has to be', () => expect(pickUnit(0, { unicode: false }).name).toBe('us'));

describe('text', () => {
  it('has three decimals', () => {
    expect(writeNumber(92_381_004, MS)).toBe('92.381');
    expect(writeTime(1_000_000, MS)).toBe('1.000 ms');
    expect(writeNumber(null, MS)).toBe('');
  });
  it('has a sign when it is a change', () => {
    expect([5e6, -5e6, 0, null].map((timeNs) => writeDelta(timeNs, MS))).toEqual([
      '+5.000',
      '-5.000',
      '0.000',
      '',
    ]);
  });
  it('has no share of nothing', () => {
    expect(writeShare(1, 3)).toBe('33.3 %');
    expect(writeShare(0, 0)).toBe('');
  });
});

it.each([
  [6.5741, '+6.6'],
  [-3, '-3.0'],
  [-0.01, '0.0'],
  [0.04, '0.0'],
  [null, ''],
])('a change of %s per cent', (percent, text) => expect(writeChange(percent)).toBe(text));
