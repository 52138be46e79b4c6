import { expect, test } from 'vitest';
import { checksum, putText } from '../../../src/vmm/loaders/table-bytes.js';

test.each([
  [[], 0],
  [[1, 2], 253],
  [[0x80, 0x80], 0],
  [[255, 255, 3], 255],
])('%j and its checksum sum up to 0', (bytes, sum) => {
  expect(checksum(Uint8Array.from(bytes))).toBe(sum);
  expect([...bytes, sum].reduce((total, byte) => total + byte, 0) % 256).toBe(0);
});

test('text is put where it belongs, without an end mark', () => {
  const bytes = new Uint8Array(6).fill(9);
  putText(bytes, 1, '_SM_');
  expect([...bytes]).toEqual([9, 0x5f, 0x53, 0x4d, 0x5f, 9]);
});
