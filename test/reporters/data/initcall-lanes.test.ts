import { expect, it } from 'vitest';
import { laneOf } from '../../../src/reporters/data/initcall-lanes.js';
import type { Initcall } from '../../../src/trace/profile/initcall.js';

function ran(startNs: number, durationNs: number | null): Initcall {
  return { name: 'a', kind: 'initcall', startNs, durationNs, vcpu: null, source: 'text' };
}

it('gives what runs meanwhile another lane, and a free lane to the next', () => {
  const lanes = laneOf([ran(0, 10), ran(2, 3), ran(5, 20), ran(10, null), ran(10, 1)]).map(([lane]) => lane);
  expect(lanes).toEqual([0, 1, 1, 0, 0]);
});

it('shows what finds no lane without a length', () => {
  const lanes = laneOf(Array.from({ length: 70 }, () => ran(0, 10)));
  expect(lanes.at(-1)).toMatchObject([63, { durationNs: null }]);
  expect(lanes.filter(([, { durationNs }]) => durationNs !== null)).toHaveLength(64);
});
