import { expect, it } from 'vitest';
import { holm } from '../../src/stats/holm.js';

it('raises p-values step by step', () => {
  const adjusted = holm([0.021, 0.001, 0.3, 0.012, 0.04]);
  for (const [at, p] of [0.063, 0.005, 0.3, 0.048, 0.08].entries()) expect(adjusted[at]).toBeCloseTo(p, 12);
});

it('never exceeds 1, and takes none and one as they are', () => {
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
  expect(holm([0.04])).toEqual([0.04]);
  expect(holm([])).toEqual([]);
});
