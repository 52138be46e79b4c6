/** `npm run simulate -- failures [--rounds N] [--seed S]`: how often the verdict on sets of boots that fail errs, and what it finds. */
import { parseArgs } from 'node:util';
import { type Failing, failureRounds, type Rounds, wilson } from './failure-rounds.js';

type Scenario = Pick<Rounds, 'n' | 'failing' | 'base' | 'head'>;

const FAILING: readonly Failing[] = ['hang', 'early reset'];
const SAME = [0, 0.05, 0.2];
const MORE = [0.3, 0.6];

const scenarios: readonly Scenario[] = [
  ...FAILING.flatMap((failing) => SAME.map((rate) => ({ n: 10, failing, base: rate, head: rate }))),
  ...FAILING.flatMap((failing) =>
    MORE.flatMap((head) => [10, 20].map((n) => ({ n, failing, base: 0, head }))),
  ),
  // A base that has such boots itself: where it holds an early reset, those of head are no shorter.
  ...FAILING.map((failing) => ({ n: 20, failing, base: 0.05, head: 0.6 })),
];

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

function row({ n, failing, base, head }: Scenario, rounds: number, seed: number): string {
  const { failed, improved } = failureRounds({ n, failing, base, head, rounds, seed });
  const [low, high] = wilson(failed, rounds).map(percent);
  const cells = [failing, percent(base), percent(head), n, percent(failed / rounds), `${low} to ${high}`];
  return `| ${[...cells, percent(improved / rounds)].join(' | ')} |`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' } },
});
const [rounds, seed] = [Number(values.rounds), Number(values.seed)];
if (
  positionals.join() !== 'failures' ||
  !(rounds > 0) ||
  !Number.isInteger(rounds) ||
  !Number.isInteger(seed)
) {
  console.error('usage: npm run simulate -- failures [--rounds N] [--seed S]');
  process.exit(2);
}
console.log(
  '| boots fail by | base | head | boots a side | regression or gone | 95 % interval | improvement |',
);
console.log('|---|---|---|---|---|---|---|');
for (const scenario of scenarios) console.log(row(scenario, rounds, seed));
