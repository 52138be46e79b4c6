import { expect, test } from 'vitest';
import { holdsAll, wordsOf } from '../../../../src/reporters/html/client/row-filter.js';

test('a row has to hold every word, in whatever order and case', () => {
  expect(wordsOf(' Kernel  0x5F ')).toEqual(['kernel', '0x5f']);
  expect(holdsAll('0x5f kernel entered', wordsOf('kernel 0x5'))).toBe(true);
  expect(holdsAll('0x5f kernel entered', wordsOf('kernel 0x60'))).toBe(false);
});

test('no word keeps every row', () => {
  expect(holdsAll('anything', wordsOf('  '))).toBe(true);
});
