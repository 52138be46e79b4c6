import { describe, expect, it } from 'vitest';
import { estimateShift } from '../../src/stats/estimate-shift.js';
import { mannWhitney } from '../../src/stats/mann-whitney.js';
import { BASE, SLOW } from './golden.js';

const ms = (values: readonly number[]): number[] => values.map((value) => Math.round(value * 1e6));
const ticks = (...counts: readonly (readonly [ms: number, n: number])[]) =>
  counts.flatMap(([value, n]) => Array<number>(n).fill(value * 1e6));

function estimate(base: readonly number[], head: readonly number[], floor = 1.6e6, resolution?: number) {
  const { p } = mannWhitney(base, head);
  const known = resolution === undefined ? {} : { resolution };
  return estimateShift({ base, head, ...known }, { floor, p, miss: 0.05 });
}

it('a fine clock changes nothing', () => {
  const { shift, ci, step } = estimate(ms(BASE), ms(SLOW));
  expect([shift, ci, step]).toEqual([5_210_000, [4_180_000, 6_180_000], 0]);
});

describe('a clock of 10 ms', () => {
  it('shows a shift of less than a tick as about what it is', () => {
    const { shift, ci, step } = estimate(ticks([70, 10], [80, 10]), ticks([80, 20]));
    expect(step).toBe(10e6);
    expect(shift / 1e6).toBeCloseTo(5, 0);
    expect(ci![0]).toBe(0);
    expect(ci![1]).toBeGreaterThan(shift);
  });
  it('the same downwards', () => {
    const { shift, ci } = estimate(ticks([80, 20]), ticks([70, 10], [80, 10]));
    expect(shift / 1e6).toBeCloseTo(-5, 0);
    expect(ci![1]).toBe(0);
  });
  it('leaves open a whole tick where nothing shows', () => {
    const { shift, ci } = estimate(ticks([80, 20]), ticks([80, 20]), 1.6e6, 10e6);
    expect(shift).toBe(0);
    expect(ci![0]).toBeLessThanOrEqual(-10e6);
    expect(ci![1]).toBeGreaterThanOrEqual(10e6);
  });
  it('a floor above the tick is not widened', () => {
    const { ci, step } = estimate(ticks([70, 10], [80, 10]), ticks([70, 10], [80, 10]), 20e6);
    expect(step).toBe(10e6);
    expect(Math.max(...ci!.map(Math.abs))).toBeLessThan(10e6);
  });
});

it('constant values of which nothing is known are taken as they are', () => {
  expect(estimate(ticks([80, 9]), ticks([80, 9]))).toEqual({ shift: 0, ci: [0, 0], step: 0 });
});
