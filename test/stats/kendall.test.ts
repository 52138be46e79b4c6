import { expect, test } from 'vitest';
import { kendall } from '../../src/stats/kendall.js';
import { draw, randomSource } from './random.js';

/** By the definition. */
function s(values: readonly number[]): number {
  return values
    .flatMap((a, i) => values.slice(i + 1).map((b) => Math.sign(b - a)))
    .reduce((sum, one) => sum + one, 0);
}

function orders(values: readonly number[]): readonly (readonly number[])[] {
  if (values.length < 2) return [values];
  return values.flatMap((first, at) =>
    orders([...values.slice(0, at), ...values.slice(at + 1)]).map((rest) => [first, ...rest]),
  );
}

test.each([
  [[1, 2, 3, 4, 5, 6]],
  [[6, 1, 5, 2, 4, 3]],
  [[1, 1, 2, 2, 3, 3]],
  [[3, 1, 3, 1, 2, 2]],
  [[2, 2, 2, 1, 2, 2]],
])('of %j is the share of all orders', (values) => {
  const all = orders(values).map(s).map(Math.abs);
  const found = kendall(values);
  expect(found.s).toBe(s(values));
  expect(found.p).toBeCloseTo(all.filter((one) => one >= Math.abs(s(values))).length / all.length, 12);
});

test('scipy.stats.kendalltau says the same', () => {
  // kendalltau(range(10), [1, 3, 2, 5, 4, 7, 6, 9, 8, 10], method='exact').pvalue
  expect(kendall([1, 3, 2, 5, 4, 7, 6, 9, 8, 10]).p).toBeCloseTo(0.000356, 5);
});

test('values that are all the same have no order', () => expect(kendall([5, 5, 5])).toEqual({ s: 0, p: 1 }));

test('beyond what is counted it is close to it', () => {
  const { uniform } = randomSource(3);
  const values = draw(51, (): number => Math.round(uniform() * 100)).map((value, at) => value + at / 2);
  const exact = kendall(values.slice(0, 50));
  const close = kendall(values);
  expect(close.s).toBe(s(values));
  expect(Math.abs(Math.log(close.p / exact.p))).toBeLessThan(2);
});
