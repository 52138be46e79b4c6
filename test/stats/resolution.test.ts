import { describe, expect, it } from 'vitest';
import { resolutionOf, smallestStep, spreadTies } from '../../src/stats/resolution.js';

describe('resolutionOf', () => {
  it('is the largest step of which all values are multiples', () => {
    expect(resolutionOf([70e6, 80e6, 110e6])).toBe(10e6);
    expect(resolutionOf([80_123_000, 79_880_000])).toBe(1000);
    expect(resolutionOf([-20, 30])).toBe(10);
  });
  it('is nothing where there is nothing', () => {
    expect(resolutionOf([])).toBe(0);
    expect(resolutionOf([0, 0])).toBe(0);
    expect(resolutionOf([0, 7])).toBe(7);
  });
});

describe('spreadTies', () => {
  it('draws equal values apart over one step around them, in ascending order', () => {
    expect(spreadTies([20, 10, 10], 10)).toEqual([7.5, 12.5, 20]);
    expect(spreadTies([5, 5, 5, 5], 4)).toEqual([3.5, 4.5, 5.5, 6.5]);
  });
  it('leaves values that differ as they are', () => expect(spreadTies([3, 1, 2], 1)).toEqual([1, 2, 3]));
});

describe('smallestStep', () => {
  it('is the least between two values that differ', () => expect(smallestStep([30, 10, 10, 24])).toBe(6));
  it('is nothing where all are the same', () =>
    expect([smallestStep([7, 7]), smallestStep([])]).toEqual([0, 0]));
});
