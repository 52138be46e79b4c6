import { expect, it } from 'vitest';
import { humpsOf } from '../../src/reports/humps.js';

it('gives two groups their numbers and medians, and one group none', () => {
  const low = Array.from({ length: 12 }, (_, at) => 80e6 + at * 1e5);
  const high = Array.from({ length: 12 }, (_, at) => 120e6 + at * 1e5);
  expect(humpsOf([...low, ...high])).toEqual([
    { n: 12, medianNs: 80_550_000 },
    { n: 12, medianNs: 120_550_000 },
  ]);
  expect(humpsOf(low)).toBeNull();
});
