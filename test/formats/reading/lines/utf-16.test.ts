import { describe, expect, it } from 'vitest';
import { detectUtf16, Utf8Bytes } from '../../../../src/formats/reading/lines/utf-16.js';

const TEXT = '[    0.000000] Linux version 6.1\n\u00e9\u20ac\ud83d\ude00 last';

function decode(bytes: Buffer, chunkBytes: number): string {
  const chunks: Uint8Array[] = [];
  const text = new Utf8Bytes();
  for (let at = 0; at < bytes.length; at += chunkBytes)
    chunks.push(text.push(bytes.subarray(at, at + chunkBytes)));
  chunks.push(text.end());
  return Buffer.concat(chunks).toString();
}

const le = (text: string) => Buffer.from(text, 'utf16le');
const be = (text: string) => le(text).swap16();

describe('UTF-16 becomes UTF-8, in pieces of any size', () => {
  it.each([
    ['little endian with a mark', le(`\ufeff${TEXT}`)],
    ['big endian with a mark', be(`\ufeff${TEXT}`)],
    ['little endian without', le(TEXT)],
    ['big endian without', be(TEXT)],
  ])('%s', (_, bytes) => {
    for (const size of [1, 2, 3, 7, 1000]) expect(decode(bytes, size)).toBe(TEXT);
  });

  it('that is cut off inside a character keeps what is before it', () => {
    expect(decode(le(`\ufeff${TEXT}`).subarray(0, 2 + 2 * 10 + 1), 4)).toBe(`${TEXT.slice(0, 10)}\ufffd`);
  });
});

it.each([
  ['text', TEXT],
  ['nothing', ''],
  ['one letter', 'x'],
  ['a letter and a zero', 'x\0'],
  ['a hole and text', `\0\0\0\0${TEXT}`],
  ['text with zeros in it', 'a\0b\0c\0d\0ef\0\0gh\n'],
])('%s passes as it is', (_, text) => {
  for (const size of [1, 2, 1000]) expect(decode(Buffer.from(text), size)).toBe(text);
});

it('decides by two bytes where they are enough', () => {
  expect(detectUtf16(Buffer.from('[ '))).toBeNull();
  expect(detectUtf16(Buffer.from('x'))).toBe('unknown');
  expect(detectUtf16(Buffer.from([0xc3]))).toBeNull();
  expect(detectUtf16(Buffer.from('x\0y'))).toBe('unknown');
});
