import { expect, it } from 'vitest';
import { placeOf } from '../../src/checks/input-place.js';
import { timelineOf } from '../stages/build-boot.js';

it('names boot, input and line', () => {
  expect(placeOf(timelineOf([], { index: 2 }), 120)).toBe('boot 3, test.log:120');
  expect(placeOf(timelineOf([]), null)).toBe('boot 1, test.log');
});
