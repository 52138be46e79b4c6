import { describe, expect, it } from 'vitest';
import { findSlowPath } from '../../src/stats/slow-path.js';
import { bootTime, draw, randomSource } from './random.js';

const FLOOR = { floor: 1.6e6 };

/** Boots around 80 ms of which every `nth` is 24 ms slower; none when 0. */
function boots(n: number, nth: number, seed = 1): number[] {
  const random = randomSource(seed);
  return Array.from(
    { length: n },
    (_, at) => bootTime(random, 80, 0.02) + (nth > 0 && at % nth === 0 ? 24e6 : 0),
  );
}

describe('a slow path', () => {
  it('of one side is counted and tested', () => {
    const path = findSlowPath(boots(50, 0), boots(50, 4, 2), FLOOR)!;
    expect(path).toMatchObject({ baseSlow: 0, headSlow: 13 });
    expect(path.size / 1e6).toBeCloseTo(24, -1);
    expect(path.p).toBeLessThan(2e-4);
  });
  it('has the same p the other way round', () => {
    const there = findSlowPath(boots(30, 5), boots(40, 3, 2), FLOOR)!;
    const back = findSlowPath(boots(40, 3, 2), boots(30, 5), FLOOR)!;
    expect(back.p).toBeCloseTo(there.p, 12);
    expect([back.baseSlow, back.headSlow]).toEqual([there.headSlow, there.baseSlow]);
  });
  it('that both take alike is no difference', () => {
    expect(findSlowPath(boots(50, 10), boots(50, 10, 2), FLOOR)!.p).toBeGreaterThan(0.3);
  });
  it('is found beside boots that are further out', () => {
    const head = boots(50, 4, 2);
    head[1] = head[2] = 400e6;
    expect(findSlowPath(boots(50, 0), head, FLOOR)).toMatchObject({ baseSlow: 0, headSlow: 15 });
  });
  it('is one where most boots take it, too', () => {
    const most = (fast: number, seed: number) =>
      boots(20, 0, seed).map((value, at) => (at < fast ? value : value + 24e6));
    expect(findSlowPath(most(4, 1), most(0, 2), FLOOR)).toMatchObject({ baseSlow: 16, headSlow: 20 });
  });
});

describe('no slow path', () => {
  it('in few boots, or in a narrow gap', () => {
    expect(findSlowPath(boots(7, 0), boots(7, 2, 2), FLOOR)).toBeNull();
    expect(findSlowPath(boots(50, 0), boots(50, 4, 2), { floor: 30e6 })).toBeNull();
    expect(findSlowPath(Array(9).fill(5), Array(9).fill(5), { floor: 0 })).toBeNull();
  });
  it('is seen in few sets of one hump', () => {
    const random = randomSource(4);
    const sets = draw(300, () =>
      findSlowPath(
        draw(20, () => bootTime(random, 80, 0.05)),
        draw(20, () => bootTime(random, 80, 0.05)),
        FLOOR,
      ),
    );
    expect(sets.filter((path) => path !== null).length).toBeLessThan(30);
  });
});

it('is claimed of equal sides no oftener than p says', () => {
  const random = randomSource(5);
  const side = () => draw(20, () => bootTime(random, 80, 0.02) + (random.uniform() < 0.3 ? 20e6 : 0));
  const ps = draw(1000, () => findSlowPath(side(), side(), FLOOR)?.p ?? 1);
  for (const level of [0.01, 0.05, 0.2])
    expect(ps.filter((p) => p <= level).length / ps.length).toBeLessThan(level + 0.02);
  // The test of the fast boots takes away what whole counts would lose: Fisher's alone stays below half of the level here.
  expect(ps.filter((p) => p <= 0.2).length / ps.length).toBeGreaterThan(0.12);
});
