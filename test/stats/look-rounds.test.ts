import { expect, it } from 'vitest';
import { FIRST, lookRounds, MOST } from './look-rounds.js';
import { PLAIN } from './verdict-rounds.js';

const rounds = 30;

it('ends at the first look that finds a regression', () => {
  const { regressions, boots } = lookRounds({ ...PLAIN, shift: 0.1 }, { rounds, seed: 3 });
  expect(regressions).toBe(rounds);
  expect(boots).toBe(FIRST);
});

it('fails few sessions in which nothing differs, and looks again at what is open', () => {
  const { regressions, boots } = lookRounds(PLAIN, { rounds, seed: 3 });
  expect(regressions).toBeLessThanOrEqual(3);
  expect(boots).toBeGreaterThan(FIRST);
  expect(boots).toBeLessThanOrEqual(MOST);
});

it('gives up where far more boots would be needed', () => {
  const { hopeless } = lookRounds({ ...PLAIN, deviation: 0.3 }, { rounds, seed: 3 });
  expect(hopeless).toBeGreaterThan(0);
});
