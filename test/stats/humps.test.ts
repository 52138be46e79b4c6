import { describe, expect, it } from 'vitest';
import { findHumps } from '../../src/stats/humps.js';
import { BASE, NEW_JSON, OLD_JSON, SAME, SLOW } from './golden.js';
import { bootTime, draw, randomSource } from './random.js';

const ANY = { relativeFloor: 0, absoluteFloor: 0 };
const { uniform, normal } = randomSource(1);

function rate(n: number, one: () => number, rounds = 1500): number {
  return (
    draw(rounds, (): number => (findHumps(draw(n, one), ANY) === null ? 0 : 1)).reduce((a, b) => a + b) /
    rounds
  );
}

describe('two humps', () => {
  it('are found with their sizes and medians', () => {
    const values = [80.1, 80.4, 79.9, 80.2, 80.0, 92.1, 92.6, 91.8, 92.3, 92.2];
    expect(findHumps(values, ANY)).toEqual([
      { n: 5, median: 80.1 },
      { n: 5, median: 92.2 },
    ]);
  });

  it('do not matter when they are nearer than both floors allow', () => {
    const values = [80.1, 80.4, 79.9, 80.2, 80.0, 92.1, 92.6, 91.8, 92.3, 92.2];
    expect(findHumps(values, { relativeFloor: 0.16, absoluteFloor: 0 })).toBeNull();
    expect(findHumps(values, { relativeFloor: 0, absoluteFloor: 12.2 })).toBeNull();
    expect(findHumps(values, { relativeFloor: 0.15, absoluteFloor: 12 })).not.toBeNull();
  });

  it('are mostly found among twenty boots, nearly always among fifty', () => {
    const twoPaths = (): number => normal() + (uniform() < 0.5 ? 8 : 0);
    expect(rate(20, twoPaths)).toBeGreaterThan(0.6);
    expect(rate(50, twoPaths)).toBeGreaterThan(0.98);
  });

  it('are found among thousands, which are thinned first', () => {
    const values = draw(3000, () => bootTime({ uniform, normal }, uniform() < 0.5 ? 80 : 92, 0.01));
    const humps = findHumps(values, ANY)!;
    expect(humps[0].n + humps[1].n).toBe(3000);
    expect(humps[0].median / 80e6).toBeCloseTo(1, 1);
    expect(humps[1].median / 92e6).toBeCloseTo(1, 1);
  });
});

describe('one hump', () => {
  it('is what the golden samples have, with and without an outlier', () => {
    for (const values of [BASE, SLOW, SAME, OLD_JSON, NEW_JSON]) expect(findHumps(values, ANY)).toBeNull();
  });

  it('is what too few values and equal values have', () => {
    expect(findHumps([1, 1, 1, 9, 9, 9, 9], ANY)).toBeNull();
    expect(
      findHumps(
        draw(20, () => 7),
        ANY,
      ),
    ).toBeNull();
  });

  it.each<[string, number, () => number]>([
    ['uniform, the hardest shape', 0.02, uniform],
    ['normal', 0.01, normal],
    ['log-normal', 0.01, () => Math.exp(0.3 * normal())],
    ['exponential', 0.01, () => -Math.log(uniform())],
    ['normal with outliers', 0.01, () => normal() + (uniform() < 0.1 ? 8 : 0)],
    ['normal by a coarse clock', 0.01, () => Math.round(2 * normal())],
  ])('of a shape that is %s is taken for two at most %d of the time', (_, most, one) => {
    expect(rate(10, one)).toBeLessThanOrEqual(most);
    expect(rate(30, one)).toBeLessThanOrEqual(most);
  });
});
