import { expect, test } from 'vitest';
import { formatCode } from '../../src/trace/event.js';

test.each([
  [0x00, '0x00'],
  [0x0a, '0x0a'],
  [0x40, '0x40'],
  [0xff, '0xff'],
])('code %i is written %s', (code, text) => {
  expect(formatCode(code)).toBe(text);
});
