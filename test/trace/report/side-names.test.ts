import { expect, test } from 'vitest';
import { SIDES } from '../../../src/trace/boot.js';
import { PLAIN_NAMES } from '../../../src/trace/report/side-names.js';

test('a side that nobody named is called as machine formats call it', () => {
  expect(SIDES.map((side) => PLAIN_NAMES[side])).toEqual(SIDES);
});
