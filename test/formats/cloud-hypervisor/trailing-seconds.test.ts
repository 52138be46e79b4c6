import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeTrailingSeconds } from '../../../src/formats/cloud-hypervisor/trailing-seconds.js';
import { fractionOf } from '../../../src/formats/reading/decimal-time.js';

function decode(text: string, format: 'auto' | 'total-micros' | 'decimal' = 'auto') {
  const [whole = '', fraction = ''] = text.split('.');
  return decodeTrailingSeconds({ whole: Number(whole), ...fractionOf(fraction) }, format);
}

describe('decodeTrailingSeconds', () => {
  it.each([
    ['0.019004', 19_004_000, 'plain'],
    ['0.000000', 0, 'plain'],
    ['0.132', 132_000_000, 'decimal'],
    ['1.1050000', 1_050_000_000, 'total-micros'],
    ['1.1000000', 1_000_000_000, 'total-micros'],
    ['2.2500000', 2_500_000_000, 'total-micros'],
    ['12.12345678', 12_345_678_000, 'total-micros'],
    ['3600.3600000000', 3_600_000_000_000, 'total-micros'],
    // A release that mends the misprint would write these.
    ['1.050000', 1_050_000_000, 'decimal'],
    ['2.500000', 2_500_000_000, 'decimal'],
    // Nine decimals, as other loggers print them: total microseconds never start with a zero.
    ['1.001234567', 1_001_234_567, 'decimal'],
    ['1.9999999', 1_999_999_900, 'decimal'],
  ])('reads %s', (text, ns, form) => {
    expect(decode(text)).toEqual({ ns, form });
  });

  it('can be told how to read', () => {
    expect(decode('2.2500000', 'decimal')).toEqual({ ns: 2_250_000_000, form: 'decimal' });
    expect(decode('3.2500000', 'total-micros')).toEqual({ ns: 2_500_000_000, form: 'total-micros' });
    expect(decode('0.5', 'total-micros')).toEqual({ ns: 500_000_000, form: 'decimal' });
    expect(decode('0.019004', 'decimal')).toEqual({ ns: 19_004_000, form: 'decimal' });
  });

  it('refuses times that nanoseconds cannot hold exactly', () => {
    expect(decode('9007199.9007199254740')).toEqual({ ns: 9_007_199_254_740_000, form: 'total-micros' });
    expect(decode('9007200.9007200000000')).toBeNull();
    expect(decode(`${'9'.repeat(20)}.${'9'.repeat(20)}`)).toBeNull();
  });

  it('reads back whatever Cloud Hypervisor prints', () => {
    fc.assert(
      fc.property(fc.nat(9_007_199_254_740), (micros) => {
        const printed = `${Math.floor(micros / 1e6)}.${String(micros).padStart(6, '0')}`;
        expect(decode(printed)?.ns).toBe(micros * 1000);
      }),
    );
  });
});
