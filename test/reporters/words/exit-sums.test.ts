import { expect, it } from 'vitest';
import { sumExits } from '../../../src/reporters/words/exit-sums.js';
import type { ExitCount } from '../../../src/trace/boot.js';

const exit = (stage: string, count: number, totalNs: number): ExitCount => ({
  stage,
  kind: 'pio',
  address: 0x80,
  direction: 'write',
  device: null,
  count,
  totalNs,
});

it('adds up the exits of each stage', () => {
  const sums = sumExits([exit('kernel', 2, 300), exit('setup', 1, 50), exit('kernel', 3, 700)]);
  expect([...sums]).toEqual([
    ['kernel', { count: 5, totalNs: 1000 }],
    ['setup', { count: 1, totalNs: 50 }],
  ]);
});

it('has nothing where exits were not counted', () => expect(sumExits(null).size).toBe(0));
