import { expect, it } from 'vitest';
import { readSize, writeSize } from '../../src/trace/size.js';

it.each([
  ['4096', { whole: '4096', fraction: '', unitBytes: null }],
  ['4k', { whole: '4', fraction: '', unitBytes: 1024 }],
  ['1.5GiB', { whole: '1', fraction: '.5', unitBytes: 2 ** 30 }],
  ['5ms', null],
  ['', null],
])('reads %s', (text, size) => expect(readSize(text)).toEqual(size));

it.each([
  [536_870_912, '512 MiB'],
  [2 ** 30, '1 GiB'],
  [2048, '2 KiB'],
  [1000, '1000 bytes'],
  [0, '0 bytes'],
])('writes %d as %s', (bytes, text) => expect(writeSize(bytes)).toBe(text));
