/** Sets of boots of ten rows that are one set each, and how often one is said to be none. */
import { findUnevenness } from '../../src/stats/sequence.js';
import { slowFirst } from '../../src/stats/slow-first.js';
import { bootTime, draw, type RandomSource, randomSource } from './random.js';

const ROWS = 10;
const FLOORS = { relativeFloor: 0.02, absoluteFloor: 500_000 };

export const SHAPES: Readonly<Record<string, (source: RandomSource) => number>> = {
  'log-normal, 2 %': (source) => bootTime(source, 80, 0.02),
  'log-normal, 10 %': (source) => bootTime(source, 80, 0.1),
  'two humps': (source) => bootTime(source, source.uniform() < 0.5 ? 80 : 95, 0.01),
  'a clock of 10 ms': (source) => Math.round(bootTime(source, 84, 0.05) / 1e7) * 1e7,
  'a slow path in one boot of ten': (source) => bootTime(source, source.uniform() < 0.1 ? 104 : 80, 0.01),
};

export interface FalseAlarms {
  readonly first: number;
  readonly uneven: number;
  /** Sets with an alarm of either kind. */
  readonly any: number;
}

export function falseAlarms(
  shape: string,
  n: number,
  { rounds, seed }: { rounds: number; seed: number },
): FalseAlarms {
  const source = randomSource(seed);
  const alarms = { first: 0, uneven: 0, any: 0 };
  for (let round = 0; round < rounds; round++) {
    const rows = draw(ROWS, () => draw(n, () => SHAPES[shape]!(source)));
    // Judged by the total alone, which moves most where one row makes it.
    const isFirst = slowFirst(rows[0]!, FLOORS) !== null;
    const isUneven = rows.some(
      (values) => findUnevenness(values, { ...FLOORS, miss: 0.005, rows: ROWS }) !== null,
    );
    alarms.first += Number(isFirst);
    alarms.uneven += Number(isUneven);
    alarms.any += Number(isFirst || isUneven);
  }
  return alarms;
}
