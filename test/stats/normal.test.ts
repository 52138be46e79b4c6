import { expect, it } from 'vitest';
import { normalQuantile, normalUpperTail, Z_975 } from '../../src/stats/normal.js';

// Values of scipy.stats.norm.sf.
it.each([
  [0, 0.5],
  [0.5, 0.3085375387259869],
  [1, 0.15865525393145707],
  [2.5, 0.006209665325776132],
  [2.9999, 0.001350341282954925],
  [3.0001, 0.0013494549132607172],
  [5, 2.866515718791933e-7],
  [8, 6.22096057427174e-16],
  [-1, 0.8413447460685429],
  [-40, 1],
])('tail above %d', (z, expected) => {
  expect(Math.abs(normalUpperTail(z) / expected - 1)).toBeLessThan(1e-11);
});

it('leaves 2.5 % above Z_975', () => expect(normalUpperTail(Z_975)).toBeCloseTo(0.025, 15));

// Values of scipy.stats.norm.ppf.
it.each([
  [0.5, 0],
  [0.975, 1.959963984540054],
  [0.9916666666666667, 2.3939797998185104],
  [0.999, 3.090232306167813],
])('quantile of %d', (p, expected) => expect(normalQuantile(p)).toBeCloseTo(expected, 10));
