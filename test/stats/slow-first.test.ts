import { expect, test } from 'vitest';
import { slowFirst } from '../../src/stats/slow-first.js';

const FLOORS = { relativeFloor: 0.02, absoluteFloor: 500_000 };
const REST = [80.1, 79.9, 80.3, 79.7, 80, 80.2, 79.8, 80.4, 79.6].map((ms) => ms * 1e6);

test('a first boot far above the others is slow', () => {
  expect(slowFirst([120e6, ...REST], FLOORS)).toEqual({ first: 120e6, others: 80e6 });
});

test.each([
  ['a first boot among the others', [80e6, ...REST]],
  ['a fast first boot', [40e6, ...REST]],
  ['a slow boot that is not the first', [...REST, 120e6]],
  ['too few boots', [120e6, ...REST.slice(0, 6)]],
  ['boots of which another took the slow path', [120e6, ...REST, 115e6]],
  ['what is below the floors', [81.5e6, ...REST.map((ns) => 80e6 + (ns - 80e6) / 100)]],
  ['one tick of a coarse clock', [90e6, ...REST.map(() => 80e6)]],
])('nothing is said of %s', (_, values) => expect(slowFirst(values, FLOORS)).toBeNull());

test('outliers among the others do not hide it', () => {
  expect(slowFirst([200e6, ...REST, 95e6], FLOORS)).toMatchObject({ first: 200e6 });
});
