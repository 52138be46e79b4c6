/** The cases of the simulation table of docs/comparing.md. */
import { type Case, PLAIN } from './verdict-rounds.js';

export interface VerdictCase extends Case {
  readonly words: string;
  /** False where boots that hang would need a log that says so. */
  readonly hasFiles: boolean;
}

const of = (words: string, rules: Partial<Case> = {}): VerdictCase => ({
  ...PLAIN,
  ...rules,
  words,
  hasFiles: rules.hang === undefined,
});

const sizes = (base: number, head = base) => ({ base, head });
const slow = (base: number, head: number, by = 0.3) => ({ slow: { base, head, by } });

export const VERDICT_CASES: readonly VerdictCase[] = [
  ...[5, 10, 20, 50].map((n) => of('nothing', sizes(n))),
  of('nothing; unequal sides', sizes(5, 20)),
  of('nothing; heavy tails', { noise: 'heavy' }),
  of('nothing; two humps', { noise: 'humps' }),
  of('nothing; the host drifts, sides one after the other', { ...sizes(10), drift: 'blocks' }),
  of('nothing; the host drifts, sides in turns', { ...sizes(10), drift: 'turns' }),
  of('nothing; clock of 10 ms', { tickMs: 10 }),
  of('nothing; clock of 4 ms', { tickMs: 4 }),
  of('nothing; one boot in ten slow on both sides', { ...sizes(50), ...slow(0.1, 0.1) }),
  of('nothing; one boot in ten hangs on both sides', { hang: { base: 0.1, head: 0.1 } }),
  of('kernel +10 %', { ...sizes(5), shift: 0.1 }),
  of('kernel +5 %', { ...sizes(10), shift: 0.05 }),
  of('kernel +2 %', { shift: 0.02 }),
  of('kernel +5 %; clock of 10 ms', { tickMs: 10, shift: 0.05 }),
  of('kernel +2 %; clock of 10 ms', { tickMs: 10, shift: 0.02 }),
  of('kernel +5 %; clock of 4 ms', { tickMs: 4, shift: 0.05 }),
  of('kernel +5 %; heavy tails', { noise: 'heavy', shift: 0.05 }),
  of('one boot in four +30 %', { ...sizes(50), ...slow(0, 0.25) }),
  of('one boot in four +30 %', slow(0, 0.25)),
  of('one boot in four +15 %', { ...sizes(50), ...slow(0, 0.25, 0.15) }),
];
