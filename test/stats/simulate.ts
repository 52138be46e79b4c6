/**
 * `npm run simulate [-- verdicts|peers|looks|failures] [--rounds N] [--seed S] [--only WORDS]`: how often verdicts err, and what they find. Every tenth
 * pair of `verdicts` also goes through files and the built program, which must say the same; `peers` asks other tools about the same pairs.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { bootRows } from '../../src/reporters/words/boot-rows.js';
import type { DiffReport } from '../../src/trace/report/report.js';
import { runCli } from '../helpers/run-cli.js';
import { sampleLog } from '../helpers/sample-log.js';
import { type Failing, failureRounds, type Rounds, wilson } from './failure-rounds.js';
import { lookRounds } from './look-rounds.js';
import { findPeers, HOW_TO_INSTALL, type PairRows } from './peers.js';
import { VERDICT_CASES } from './verdict-cases.js';
import { type Case, type Pair, PLAIN, reportOf, verdictRounds } from './verdict-rounds.js';

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

const casesWith = (words: string) => VERDICT_CASES.filter((one) => one.words.includes(words));

const ROUNDS = { failures: '2000', looks: '1000', peers: '400', verdicts: '400' };

/** Throws where the built program, given both sides as logs, says something else of a row. */
async function viaFiles({ base, head }: Pair, report: DiffReport): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'boottrace-simulate-'));
  try {
    const [from, to] = [path.join(folder, 'base.log'), path.join(folder, 'head.log')];
    writeFileSync(from, sampleLog(base));
    writeFileSync(to, sampleLog(head));
    const { stdout } = await runCli(['diff', '--json', from, to]);
    const said = (JSON.parse(stdout) as DiffReport).rows.filter(({ kind }) => kind !== 'vmm');
    const known = report.rows.map(({ name, deltaNs, verdict }) => `${name} ${deltaNs} ${verdict}`);
    const found = said.map(({ name, deltaNs, verdict }) => `${name} ${deltaNs} ${verdict}`);
    const [wrong] = known.filter((row) => !found.includes(row));
    if (wrong !== undefined) throw new Error(`${folder}: ${wrong}, but diff says ${found.join('; ')}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function simulateVerdicts(rounds: number, seed: number, only: string): Promise<void> {
  console.log(
    '| boots | what differs | regression | kernel | kernel unchanged | improvement | covered | shift outside |',
  );
  console.log('|---|---|---|---|---|---|---|---|');
  for (const { words, hasFiles, ...rules } of casesWith(only)) {
    const tally = await verdictRounds(rules, {
      rounds,
      seed,
      onPair: (pair, report, round) => (hasFiles && round % 10 === 0 ? viaFiles(pair, report) : undefined),
    });
    const shown = (hits: number) =>
      `${percent(hits / rounds)} (${wilson(hits, rounds).map(percent).join(' to ')})`;
    const cells = [
      `${rules.base}/${rules.head}`,
      words,
      shown(tally.regressions),
      percent(tally.kernel / rounds),
    ];
    const more = [tally.kernelUnchanged, tally.improvements, tally.covered, tally.outside];
    console.log(`| ${[...cells, ...more.map((hits) => percent(hits / rounds))].join(' | ')} |`);
  }
}

/** Times of each row on both sides, of boots that count. */
function rowsOf({ base, head }: Pair): PairRows {
  const rows = new Map<string, [number[], number[]]>();
  for (const [side, boots] of [base, head].entries())
    for (const { name, timeNs } of bootRows(reportOf(boots)).flat()) {
      if (!rows.has(name)) rows.set(name, [[], []]);
      rows.get(name)![side]!.push(timeNs);
    }
  return rows;
}

/** Shares of pairs with any row that is called slower, the kernel's row in parentheses. */
async function simulatePeers(rounds: number, seed: number, only: string): Promise<void> {
  const peers = findPeers();
  if (peers.length === 0) {
    console.error(`none of the other tools is installed:\n  ${HOW_TO_INSTALL.join('\n  ')}`);
    process.exit(3);
  }
  console.log(`| boots | what differs | boottrace | ${peers.map(({ name }) => name).join(' | ')} |`);
  console.log(`|---|---|---|${peers.map(() => '---|').join('')}`);
  for (const { words, hasFiles: _, ...rules } of casesWith(only)) {
    const pairs: PairRows[] = [];
    const onPair = (pair: Pair) => void pairs.push(rowsOf(pair));
    const { regressions, kernel } = await verdictRounds(rules, { rounds, seed, onPair });
    const shown = (any: number, ofKernel: number) =>
      `${percent(any / rounds)} (${percent(ofKernel / rounds)})`;
    const cells = peers.map(({ slowerRows }) => {
      const slower = slowerRows(pairs);
      const [any, ofKernel] = [slower.filter((rows) => rows.length > 0), slower.filter(hasKernel)];
      return shown(any.length, ofKernel.length);
    });
    console.log(
      `| ${[`${rules.base}/${rules.head}`, words, shown(regressions, kernel), ...cells].join(' | ')} |`,
    );
  }
}

const hasKernel = (rows: readonly string[]): boolean => rows.includes('kernel');

const LOOKED_AT: readonly (readonly [words: string, rules: Partial<Case>])[] = [
  ['nothing', {}],
  ['nothing; each row varies by 5 %', { deviation: 0.05 }],
  ['nothing; one boot in ten slow on both sides', { slow: { base: 0.1, head: 0.1, by: 0.3 } }],
  ['kernel +2 %', { shift: 0.02 }],
  ['kernel +3 %', { shift: 0.03 }],
  ['kernel +5 %', { shift: 0.05 }],
  ['one boot in four +30 %', { slow: { base: 0, head: 0.25, by: 0.3 } }],
];

function simulateLooks(rounds: number, seed: number): void {
  console.log(
    '| what differs | regression | improvement | ended early | of these given up | boots a side, mean |',
  );
  console.log('|---|---|---|---|---|---|');
  for (const [words, rules] of LOOKED_AT) {
    const { regressions, improvements, early, hopeless, boots } = lookRounds(
      { ...PLAIN, ...rules },
      { rounds, seed },
    );
    const shown = `${percent(regressions / rounds)} (${wilson(regressions, rounds).map(percent).join(' to ')})`;
    const more = [improvements, early, hopeless].map((hits) => percent(hits / rounds));
    console.log(`| ${[words, shown, ...more, boots.toFixed(1)].join(' | ')} |`);
  }
}

function simulateFailures(rounds: number, seed: number): void {
  console.log(
    '| boots fail by | base | head | boots a side | regression or gone | 95 % interval | improvement |',
  );
  console.log('|---|---|---|---|---|---|---|');
  for (const scenario of scenarios) console.log(row(scenario, rounds, seed));
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: 'string' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
  },
});
const what = positionals.join() || 'verdicts';
const isKnown = what === 'failures' || what === 'looks' || what === 'peers' || what === 'verdicts';
const [rounds, seed] = [Number(values.rounds ?? (isKnown ? ROUNDS[what] : 0)), Number(values.seed)];
if (!isKnown || !(rounds > 0) || !Number.isInteger(rounds) || !Number.isInteger(seed)) {
  console.error(
    'usage: npm run simulate [-- verdicts|peers|looks|failures] [--rounds N] [--seed S] [--only WORDS]',
  );
  process.exit(2);
}
if (what === 'failures') simulateFailures(rounds, seed);
else if (what === 'looks') simulateLooks(rounds, seed);
else if (what === 'peers') await simulatePeers(rounds, seed, values.only);
else await simulateVerdicts(rounds, seed, values.only);
