import { expect, test } from 'vitest';
import { floorOf } from '../../src/stats/floor.js';

test.each([
  [80e6, 1.6e6],
  [-80e6, 1.6e6],
  [10e6, 500_000],
  [0, 500_000],
])('of a base of %d ns it is the larger of 2 %% and 0.5 ms: %d ns', (base, floor) => {
  expect(floorOf(base, { relativeFloor: 0.02, absoluteFloor: 500_000 })).toBe(floor);
});
