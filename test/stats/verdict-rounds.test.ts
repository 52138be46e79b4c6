import { expect, it } from 'vitest';
import { VERDICT_CASES } from './verdict-cases.js';
import { PLAIN, verdictRounds } from './verdict-rounds.js';

const rounds = 40;

it('a guest against itself raises no more alarms than alpha allows, and prints no shift outside its interval', async () => {
  const tally = await verdictRounds({ ...PLAIN, base: 10, head: 10, noise: 'humps' }, { rounds, seed: 3 });
  expect(tally.regressions + tally.improvements).toBeLessThanOrEqual(6);
  expect(tally.outside).toBe(0);
  expect(tally.covered / rounds).toBeGreaterThan(0.85);
});

it('five against five find 10 %', async () => {
  const { kernel } = await verdictRounds({ ...PLAIN, base: 5, head: 5, shift: 0.1 }, { rounds, seed: 3 });
  expect(kernel / rounds).toBeGreaterThan(0.9);
});

it('a slow path of a quarter of the boots is found among fifty, and never called unchanged', async () => {
  const rules = { ...PLAIN, base: 50, head: 50, slow: { base: 0, head: 0.25, by: 0.3 } };
  const { kernel, kernelUnchanged } = await verdictRounds(rules, { rounds: 20, seed: 3 });
  expect(kernel).toBeGreaterThanOrEqual(17);
  expect(kernelUnchanged).toBe(0);
}, 90_000);

it('nothing is unchanged below the tick of a clock', async () => {
  const { kernelUnchanged } = await verdictRounds({ ...PLAIN, tickMs: 10 }, { rounds, seed: 3 });
  expect(kernelUnchanged).toBe(0);
});

it('takes turns on a host that drifts, and shows every pair', async () => {
  let shown = 0;
  const onPair = async () => void shown++;
  const drifting = { ...PLAIN, base: 10, head: 10 };
  const turns = await verdictRounds({ ...drifting, drift: 'turns' }, { rounds, seed: 3, onPair });
  const blocks = await verdictRounds({ ...drifting, drift: 'blocks' }, { rounds, seed: 3 });
  expect(turns.regressions).toBeLessThan(5);
  expect(blocks.regressions).toBeGreaterThan(20);
  expect(shown).toBe(rounds);
});

it('has cases with boots that hang, which no file stands for', () => {
  expect(VERDICT_CASES.filter(({ hasFiles }) => !hasFiles).map(({ hang }) => hang.base)).toEqual([0.1]);
});
