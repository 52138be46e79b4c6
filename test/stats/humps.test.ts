import { describe, expect, it } from 'vitest';
import { dip } from '../../src/stats/dip.js';
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

  it('matter when they are as far apart as the floor', () => {
    const values = [80, 81, 82, 83, 84, 92, 93, 94, 95, 96];
    expect(findHumps(values, { relativeFloor: 0, absoluteFloor: 12 })).toEqual([
      { n: 5, median: 82 },
      { n: 5, median: 94 },
    ]);
    expect(findHumps(values, { relativeFloor: 0, absoluteFloor: 13 })).toBeNull();
  });

  it.each([
    [8, 16],
    [16, 8],
  ])('of %d and %d values are cut between them, in whatever order the values come', (low, high) => {
    const around = (centre: number, n: number): number[] =>
      draw(n, () => 0).map((_, at) => centre + (((at * 5) % 7) - 3) + at / 100);
    const values = [...around(100, low), ...around(160, high)];
    const humps = findHumps(values, ANY)!;
    expect(humps.map(({ n }) => n)).toEqual([low, high]);
    expect(findHumps(values.toReversed(), ANY)).toEqual(humps);
  });

  it('are not cut through values that are the same', () => {
    const values = [1, 2, 3, 3, 3, 3, 4, 5, 40, 41, 42, 42, 42, 42, 43, 44];
    expect(findHumps(values, ANY)).toEqual([
      { n: 8, median: 3 },
      { n: 8, median: 42 },
    ]);
  });

  it.each([
    [8, 0.49],
    [9, 0.493],
    [14, 0.522],
    [25, 0.5485],
    [200, 0.606],
    [500, 0.616],
  ])(
    'among %d values begin where 1 %% of uniform samples do, at a dip of %d over the root',
    (n, critical) => {
      const atGap = (gap: number): number[] => draw(n, () => 0).map((_, at) => at + (at < n / 2 ? 0 : gap));
      let [one, two] = [0, 10 * n];
      for (let step = 0; step < 40; step++) {
        const gap = (one + two) / 2;
        if (findHumps(atGap(gap), ANY) === null) one = gap;
        else two = gap;
      }
      expect(dip(atGap(two)) * Math.sqrt(n)).toBeCloseTo(critical, 4);
    },
  );

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

  it('is what thousands of values of one shape have', () => {
    expect(findHumps(draw(3000, normal), ANY)).toBeNull();
  });

  it('is what too few values and equal values have', () => {
    expect(findHumps([1, 1, 1, 9, 9, 9, 9], ANY)).toBeNull();
    expect(findHumps([1, 1.01, 1.02, 9, 9.01, 9.02, 9.03], ANY)).toBeNull();
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
