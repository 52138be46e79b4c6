/** `npm run fuzz [-- TARGET...] [--seconds N] [--seed S]`: fuzzes for that long, saves the smallest input that fails. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import type { FuzzTarget } from './target.js';
import { targets } from './targets.js';

const FAILURES = path.join(import.meta.dirname, '..', '..', '.cache', 'fuzz');
/** An input that takes longer is one that hangs. */
const HANG_SECONDS = 30;
const ENDLESS = 2 ** 31 - 1;

interface Plan {
  readonly seconds: number;
  readonly seed: number;
}

/** Ends the process from outside when the count of inputs stands still; says how to come back to the one that hangs. */
function watch(target: FuzzTarget, { seed }: Plan): { readonly tick: () => void; readonly stop: () => void } {
  const count = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(path.join(import.meta.dirname, 'watchdog.mjs'), {
    workerData: { count, hangSeconds: HANG_SECONDS, what: `npm run fuzz -- ${target.id} --seed ${seed}` },
  });
  worker.unref();
  return { tick: () => Atomics.add(count, 0, 1), stop: () => void worker.terminate() };
}

/** Returns whether everything held. */
async function fuzz(target: FuzzTarget, plan: Plan): Promise<boolean> {
  const watchdog = watch(target, plan);
  const session = target.create(watchdog.tick);
  const started = performance.now();
  try {
    const outcome = await fc.check(session.property, {
      seed: plan.seed,
      numRuns: ENDLESS,
      interruptAfterTimeLimit: plan.seconds * 1000,
    });
    const seconds = (performance.now() - started) / 1000;
    const rate = Math.round(outcome.numRuns / seconds);
    const reached = Object.entries(session.reached).map(([what, count]) => `${what} ${count}`);
    console.log(
      `${target.id}: ${outcome.numRuns} inputs in ${seconds.toFixed(0)} s (${rate}/s), seed ${plan.seed}; ${reached.join(', ')}`,
    );
    if (!outcome.failed || outcome.counterexample === null) return true;
    report(target, plan, outcome);
    return false;
  } finally {
    watchdog.stop();
    session.close();
  }
}

function report(target: FuzzTarget, { seed }: Plan, outcome: fc.RunDetails<unknown>): void {
  mkdirSync(FAILURES, { recursive: true });
  const file = path.join(FAILURES, `${target.id}-${seed}.txt`);
  const input = fc.stringify(outcome.counterexample);
  writeFileSync(file, `${input}\n\n${String(outcome.errorInstance)}\n`);
  console.error(`FAILED: ${target.claim}`);
  console.error(
    `  ${outcome.errorInstance instanceof Error ? outcome.errorInstance.stack : outcome.errorInstance}`,
  );
  console.error(`  input: ${input.length > 2000 ? `${input.slice(0, 2000)} ...` : input}`);
  console.error(`  saved in ${file}; again: npm run fuzz -- ${target.id} --seed ${seed}`);
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' } },
});
const plan: Plan = {
  seconds: Number(values.seconds),
  seed: values.seed === undefined ? Date.now() | 0 : Number(values.seed),
};
const unknown = positionals.filter((id) => targets.every((target) => target.id !== id));
if (unknown.length > 0 || !(plan.seconds > 0) || !Number.isInteger(plan.seed)) {
  console.error(`usage: npm run fuzz [-- ${targets.map(({ id }) => id).join('|')}] [--seconds N] [--seed S]`);
  process.exit(2);
}
const chosen = targets.filter(({ id }) => positionals.length === 0 || positionals.includes(id));
for (const target of chosen) {
  const { needs } = target;
  if (needs !== undefined && !needs.present) {
    const isRequired = needs.enforced || positionals.includes(target.id);
    console.error(`${isRequired ? 'FAILED' : 'skipped'}: ${target.id}: ${needs.reason}`);
    if (isRequired) process.exitCode = 1;
  } else if (!(await fuzz(target, plan))) process.exitCode = 1;
}
