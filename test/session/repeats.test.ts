import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planLooks } from '../../src/session/repeats.js';

test('looks ascend from the first to the last, each with at least half as many runs again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 0, max: 5000 }), (first, more) => {
      const looks = planLooks(first, first + more);
      expect(looks.at(-1)).toBe(first + more);
      expect(looks[0]).toBeGreaterThanOrEqual(first);
      for (const [at, look] of looks.slice(1).entries())
        expect(look).toBeGreaterThanOrEqual(looks[at]! * 1.5);
    }),
  );
});
