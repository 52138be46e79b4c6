import { describe, expect, it } from 'vitest';
import { decimal, micros, safeText } from '../../../src/reporters/data/csv-fields.js';

it.each([
  [null, ''],
  [0, '0'],
  [1, '0.001'],
  [1500, '1.5'],
  [19_004_000, '19004'],
  [1_050_760_501, '1050760.501'],
  [-30, '-0.03'],
  [-12_000, '-12'],
  [Number.MAX_SAFE_INTEGER, '9007199254740.991'],
])('%s ns in microseconds', (timeNs, text) => expect(micros(timeNs)).toBe(text));

it('writes other numbers without exponents', () => {
  expect([null, 1, 6.574136, 0.0126, -0.5, 1e-12].map(decimal)).toEqual([
    '',
    '1',
    '6.574136',
    '0.0126',
    '-0.5',
    '0',
  ]);
  expect(decimal(0.000012)).toBe('0.000012');
  expect(decimal(0.0000001)).toBe('0.0000001');
});

describe('safeText', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', ' =1', '＝1'])('keeps %j from being a formula', (text) =>
    expect(safeText(text)).toBe(`'${text}`),
  );
  it('leaves a tab or return no effect', () => {
    expect(safeText('\t=1')).toBe('\\t=1');
    expect(safeText('\r=1')).toBe('\\r=1');
  });
  it('leaves other text alone', () =>
    expect(safeText('kernel entered, "1=1"')).toBe('kernel entered, "1=1"'));
});
