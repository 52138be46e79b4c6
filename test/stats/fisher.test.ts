import { expect, it } from 'vitest';
import { fisherAsOften, fisherMoreOften } from '../../src/stats/fisher.js';

/** One-sided p-values of R's `fisher.test(matrix(c(head, headOk, base, baseOk), 2), alternative = "greater")`. */
it.each([
  [[0, 10], [6, 10], 0.005418],
  [[0, 10], [4, 10], 0.043344],
  [[0, 10], [3, 10], 0.105263],
  [[0, 10], [10, 10], 0.000005413],
  [[1, 10], [5, 10], 0.070433],
  [[0, 1], [1, 1], 0.5],
  [[5, 5], [5, 5], 1],
  [[3, 20], [0, 10], 1],
] as const)('%j against %j', ([failed, of], [headFailed, headOf], p) => {
  const found = fisherMoreOften({ failed, of }, { failed: headFailed, of: headOf });
  expect(found).toBeCloseTo(p, 6);
});

it('is certain of nothing where nothing failed, or one side is empty', () => {
  expect(fisherMoreOften({ failed: 0, of: 10 }, { failed: 0, of: 10 })).toBe(1);
  expect(fisherMoreOften({ failed: 0, of: 0 }, { failed: 3, of: 3 })).toBeCloseTo(1, 12);
});

it('both tails share what is as seen', () => {
  for (const [a, b] of [
    [2, 9],
    [9, 2],
    [4, 4],
    [0, 3],
  ] as const) {
    const [base, head] = [
      { failed: a, of: 17 },
      { failed: b, of: 11 },
    ];
    const both = fisherMoreOften(base, head) + fisherMoreOften(head, base);
    expect(both - fisherAsOften(base, head)).toBeCloseTo(1, 10);
  }
});

it('takes as many boots as a fleet has', () => {
  const side = (failed: number) => ({ failed, of: 100_000 });
  expect(fisherMoreOften(side(50_000), side(0))).toBe(1);
  expect(fisherMoreOften(side(0), side(50_000))).toBeLessThan(1e-300);
  expect(fisherMoreOften(side(10_000), side(10_100))).toBeCloseTo(0.232, 2);
});

it('holds its level: of sides that fail alike, at most alpha are found to differ', () => {
  const [boots, alpha] = [12, 0.05];
  for (const rate of [0.05, 0.2, 0.5]) {
    const chance = (k: number) => choose(boots, k) * rate ** k * (1 - rate) ** (boots - k);
    let alarms = 0;
    for (let base = 0; base <= boots; base++)
      for (let head = 0; head <= boots; head++)
        if (fisherMoreOften({ failed: base, of: boots }, { failed: head, of: boots }) < alpha)
          alarms += chance(base) * chance(head);
    expect(alarms).toBeLessThanOrEqual(alpha);
  }
});

function choose(n: number, k: number): number {
  let product = 1;
  for (let i = 1; i <= k; i++) product *= (n - i + 1) / i;
  return product;
}
