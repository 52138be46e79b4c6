import fc from 'fast-check';
import { expect, it } from 'vitest';
import { countRankSums } from '../../src/stats/rank-sums.js';

/** Every way to choose, one by one. */
function bruteForce(ranks: readonly number[], size: number): Map<number, number> {
  const counts = new Map<number, number>();
  for (let chosen = 0; chosen < 2 ** ranks.length; chosen++) {
    const group = ranks.filter((_, at) => (chosen >> at) & 1);
    if (group.length !== size) continue;
    const sum = group.reduce((total, value) => total + value, 0);
    counts.set(sum, (counts.get(sum) ?? 0) + 1);
  }
  return counts;
}

it('counts what counting one by one gives', () => {
  const cases = fc
    .array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 9 })
    .chain((ranks) => fc.tuple(fc.constant(ranks), fc.integer({ min: 1, max: ranks.length })));
  fc.assert(
    fc.property(cases, ([ranks, size]) => {
      const expected = bruteForce(ranks, size);
      const counts = countRankSums(ranks, size);
      expect(counts).toHaveLength(Math.max(...expected.keys()) + 1);
      for (const [sum, count] of counts.entries()) expect(count).toBe(expected.get(sum) ?? 0);
    }),
  );
});
