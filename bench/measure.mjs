// Measuring whole commands side by side: runs in turn (A B A B ...), medians, ratios of paired runs.
import { spawnSync } from 'node:child_process';

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** A command whose output goes down a pipe: some tools stop early when they see that nobody reads. */
export function piped(command) {
  const quoted = command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
  return ['sh', '-c', `${quoted} | cat >/dev/null`];
}

/** Runs a command to its end and returns its wall time in milliseconds. Throws when it fails. */
export function timeCommand([program, ...args], { input } = {}) {
  const start = performance.now();
  const result = spawnSync(program, args, { input, stdio: ['pipe', 'ignore', 'pipe'], maxBuffer: 1 << 26 });
  const elapsed = performance.now() - start;
  if (result.error) throw result.error;
  if (result.status !== 0)
    throw new Error(`${program} ${args.join(' ')}: exit ${result.status}\n${result.stderr}`);
  return elapsed;
}

/**
 * Measures each candidate `rounds` times in turn after one round of warm-up. A candidate is a function that
 * returns its figure. The first candidate is what the others are compared to.
 */
export async function interleave(candidates, rounds) {
  const samples = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, measure] of Object.entries(candidates)) {
      const figure = await measure();
      if (round >= 0) samples[name].push(figure);
    }
  }
  const [base] = Object.keys(candidates);
  return Object.entries(samples).map(([name, values]) => ({
    name,
    values,
    median: median(values),
    ratio: median(values.map((value, round) => value / samples[base][round])),
  }));
}

/** Prints the rows of one benchmark. */
export function printRows(title, unit, rows, note = '') {
  console.log(`\n${title}${note === '' ? '' : ` (${note})`}`);
  for (const { name, median: middle, ratio, values } of rows) {
    const range = `${Math.min(...values).toFixed(3)} to ${Math.max(...values).toFixed(3)}`;
    console.log(
      `  ${name.padEnd(36)} ${middle.toFixed(3).padStart(10)} ${unit}  x ${ratio.toFixed(3)}  [${range}]`,
    );
  }
}
