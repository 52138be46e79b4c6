import { expect, test } from 'vitest';
import { parseTimeout } from '../../../src/cli/flags/timeout.js';

test('a timeout is a time', () => expect(parseTimeout('1500ms')).toBe(1_500_000_000));

test.each([
  ['0s', /above zero/],
  ['40000m', /longest time is 2147483\.647/],
  ['5', /--timeout/],
])('%s is refused', (text, why) => expect(() => parseTimeout(text)).toThrow(why));
