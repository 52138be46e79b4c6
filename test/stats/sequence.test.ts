import { describe, expect, it, test } from 'vitest';
import { findUnevenness } from '../../src/stats/sequence.js';
import { bootTime, draw, randomSource } from './random.js';
import { falseAlarms } from './uneven-sets.js';

const OPTIONS = { relativeFloor: 0.02, absoluteFloor: 500_000, miss: 0.005, rows: 10 };
const around = (median: number, n: number, seed = 1) => {
  const source = randomSource(seed);
  return draw(n, () => bootTime(source, median, 0.01));
};

it('finds ten boots at 80 ms and then ten at 90, and where', () => {
  const found = findUnevenness([...around(80, 10), ...around(90, 10, 2)], OPTIONS);
  expect(found).toMatchObject({ kind: 'step', at: 10 });
  expect([found!.from, found!.to].map((ns) => Math.round(ns / 1e6))).toEqual([80, 90]);
});

it('finds a step down, and one that is not in the middle', () => {
  expect(findUnevenness([...around(90, 6), ...around(80, 24, 2)], OPTIONS)).toMatchObject({
    kind: 'step',
    at: 6,
  });
});

it('finds a drift, and does not take it for a step', () => {
  const drifting = around(80, 20).map((ns, at) => ns * (1 + at / 100));
  const found = findUnevenness(drifting, OPTIONS);
  expect(found).toMatchObject({ kind: 'drift' });
  expect(found!.to / found!.from).toBeGreaterThan(1.08);
});

test.each([
  ['a set that is one', around(80, 20)],
  [
    'a step below the floors',
    [...around(80, 20), ...around(81, 20, 2)].map((ns) => Math.round(ns / 1e6) * 1e6),
  ],
  ['too few boots', [80e6, 80e6, 90e6, 90e6]],
  ['boots that are all the same', Array.from({ length: 20 }, () => 80e6)],
])('says nothing of %s', (_, values) => expect(findUnevenness(values, OPTIONS)).toBeNull());

it('takes no noticeable time for thousands of boots', () => {
  const values = [...around(80, 5000), ...around(90, 5000, 2)];
  expect(findUnevenness(values, OPTIONS)).toMatchObject({ kind: 'step', at: 5000 });
});

describe('a set that is one is said to be none in at most 1 %', () => {
  test.each([
    ['log-normal, 2 %', 10],
    ['log-normal, 10 %', 20],
    ['two humps', 10],
    ['two humps', 20],
    ['a clock of 10 ms', 20],
  ])('%s, sets of %d', { timeout: 120_000 }, (shape, n) => {
    expect(falseAlarms(shape, n, { rounds: 300, seed: 7 }).any).toBeLessThanOrEqual(3);
  });
});
