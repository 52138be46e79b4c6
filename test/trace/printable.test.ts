import fc from 'fast-check';
import { expect, test } from 'vitest';
import { printable } from '../../src/trace/printable.js';

test.each([
  ['plain text stays', 'plain text stays'],
  ['Grüße, 世界, 🚀, e\u0301', 'Grüße, 世界, 🚀, e\u0301'],
  ['\u001b[31mred\u001b[0m', '\\x1b[31mred\\x1b[0m'],
  ['a\tb\r\nc', 'a\\tb\\r\\nc'],
  ['\u0000\u007f\u0085\u009b', '\\x00\\x7f\\x85\\x9b'],
  ['abc\u202egpj.exe', 'abc\\u{202e}gpj.exe'],
  ['\u2028\u2029\ufeff\u200b', '\\u{2028}\\u{2029}\\u{feff}\\u{200b}'],
  ['\u{e0041}', '\\u{e0041}'],
  ['\ud800x', '\\u{d800}x'],
  ['::error::a::b', ':\\x3aerror::a::b'],
  [' \u00a0::error::a', ' \u00a0:\\x3aerror::a'],
  ['a ##[error]b', 'a ##\\x5berror]b'],
])('writes out what is not plainly visible: %j', (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test('never lets a control or format character through, and needs only one pass', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/u);
      expect(shown).not.toMatch(/\p{Bidi_Control}/u);
      expect(printable(shown)).toBe(shown);
    }),
  );
});
