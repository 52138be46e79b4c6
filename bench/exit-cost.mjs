// What one port-write exit costs and how evenly: `boottrace run` against the same loop in C, both booting the same ROM;
// and whether the vCPU's thread, which runs it, collects garbage while it does.
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { compare, mapValues, printRows, quantile } from './measure.mjs';
import { loopImage } from './rom-image.mjs';
import { bootImage, bootInC, buildExitLoop, differences } from './traces.mjs';

const EXITS = 40_000;
const SHORT_EXITS = 5000;
/** Between so few exits and so many, the vCPU's thread should have nothing to collect. */
const FEW_EXITS = 20_000;
const MANY_EXITS = 1_000_000;
const SHORT_MANY_EXITS = 100_000;

const FIGURES = {
  mean: (costs) => costs.reduce((sum, cost) => sum + cost, 0) / costs.length,
  median: (costs) => quantile(costs, 0.5),
  p99: (costs) => quantile(costs, 0.99),
  'p99.9': (costs) => quantile(costs, 0.999),
  worst: (costs) => quantile(costs, 1),
};

function costsOf({ codesNs }, exits) {
  if (codesNs.length !== exits) throw new Error(`${codesNs.length} codes instead of ${exits}`);
  return differences(codesNs).map((ns) => ns / 1000);
}

/** @param context.folder for what the benchmark makes; @param context.bin the built program */
export async function benchExitCost({ rounds, short, ...context }) {
  const exits = short ? SHORT_EXITS : EXITS;
  const image = path.join(context.folder, 'exit-loop.bin');
  writeFileSync(image, loopImage(exits));
  const program = buildExitLoop(context);
  const costs = { 'C loop': [], 'boottrace run': [] };
  for (let round = -1; round < rounds; round++) {
    const inC = costsOf(bootInC(program, image, context), exits);
    const ours = costsOf(bootImage(image, context), exits);
    if (round < 0) continue;
    costs['C loop'].push(inC);
    costs['boottrace run'].push(ours);
  }
  const results = Object.fromEntries(
    Object.entries(FIGURES).map(([name, of]) => {
      const rows = compare(mapValues(costs, (runs) => runs.map(of)));
      return [
        `exitCost ${name}`,
        printRows(`one port-write exit, ${name}`, 'µs', rows, `${exits} exits a run`),
      ];
    }),
  );
  const few = countCollections(context, FEW_EXITS);
  const many = countCollections(context, short ? SHORT_MANY_EXITS : MANY_EXITS);
  console.log(`\ncollections of garbage by the vCPU's thread: ${words(few)}, ${words(many)}`);
  return { ...results, collections: [few, many] };
}

const words = ({ exits, vcpu, main }) => `${vcpu} in ${exits} exits (main thread: ${main})`;

/**
 * Collections by thread, as V8 tells them: the main thread, which keeps every code, has most; any other is the vCPU's. What
 * that has before its loop is compiled does not grow with the exits.
 */
function countCollections({ folder, bin }, exits) {
  const image = path.join(folder, 'many-exits.bin');
  writeFileSync(image, loopImage(exits));
  const args = [
    '--trace-gc',
    bin,
    'run',
    '--timeout',
    '10m',
    '--firmware',
    image,
    '--json',
    '--output',
    '/dev/null',
  ];
  const said = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  const byThread = {};
  for (const [, thread] of said.matchAll(/^\[\d+:(0x[0-9a-f]+)\].*(?:Scavenge|Mark-Compact)/gm))
    byThread[thread] = (byThread[thread] ?? 0) + 1;
  const [main = 0, ...others] = Object.values(byThread).sort((a, b) => b - a);
  return { exits, vcpu: others.reduce((sum, count) => sum + count, 0), main };
}
