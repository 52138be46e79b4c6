import { expect, test } from 'vitest';
import { scheduleRounds } from '../../src/session/schedule.js';

const sides = (from: number, count: number) =>
  scheduleRounds({ from, count, hasSides: true, warmup: false }).map(({ side }) => side?.charAt(0));

test('two sides take turns, and each round turns their order round', () => {
  expect(sides(0, 4).join('')).toBe('bhhbbhhb');
  // Going on later goes on with the order, so that both sides come first equally often.
  expect([...sides(0, 3), ...sides(3, 1)]).toEqual(sides(0, 4));
});

test('one guest alone boots once a round', () => {
  expect(scheduleRounds({ from: 0, count: 2, hasSides: false, warmup: true })).toEqual([
    { warmup: true, side: null },
    { warmup: true, side: null },
  ]);
  expect(scheduleRounds({ from: 0, count: 0, hasSides: true, warmup: false })).toEqual([]);
});
