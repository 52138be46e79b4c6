import { expect, it } from 'vitest';
import { listValues } from '../../src/checks/values-text.js';

it('lists every value, also those that are missing', () => {
  expect(listValues([80_000_000, null, 82_500_000], 'ns')).toBe('values: 80 ms, none, 82.5 ms');
});

it('lists a hundred at most and counts the rest', () => {
  expect(
    listValues(
      Array.from({ length: 103 }, () => 1),
      'ns',
    ),
  ).toMatch(/^values: (0\.000001 ms, ){99}0\.000001 ms and 3 more$/);
});
