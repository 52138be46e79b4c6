import { describe, expect, it } from 'vitest';
import { parseDuration, writeDuration } from '../../src/checks/duration.js';
import { InputError } from '../../src/trace/errors.js';

describe('parseDuration', () => {
  it.each([
    ['80ms', 80_000_000],
    ['1.5s', 1_500_000_000],
    ['250us', 250_000],
    ['250µs', 250_000],
    ['7ns', 7],
    ['0s', 0],
    ['.5 ms', 500_000],
    ['0.1ms', 100_000],
  ])('%s', (text, timeNs) => expect(parseDuration(text, 'x')).toBe(timeNs));

  it.each(['', '80', 'ms', '-1ms', '1e3ms', '1 min', '1,5ms', '99999999999999s', 'NaNms'])(
    '%j is refused',
    (text) => {
      expect(() => parseDuration(text, '--max kernel=?')).toThrow(
        expect.objectContaining({
          code: 'bad-time',
          nextSteps: ['write for example 80ms, 1.5s or 250us'],
        }),
      );
      expect(() => parseDuration(text, '--max kernel=?')).toThrow(InputError);
      expect(() => parseDuration(text, '--max kernel=?')).toThrow(
        '--max kernel=?: expected a time with a unit',
      );
    },
  );
});

it.each([
  [80_000_000, '80 ms'],
  [92_381_004, '92.381004 ms'],
  [0, '0 ms'],
  [1, '0.000001 ms'],
])('%d ns is written %s', (timeNs, text) => expect(writeDuration(timeNs)).toBe(text));
