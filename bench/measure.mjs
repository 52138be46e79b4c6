// Measuring whole commands side by side: runs in turn (A B A B ...), medians, ratios of paired runs.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

export function median(values) {
  return quantile(values, 0.5);
}

/** The value below which a share of the values lies; between two values, their mean weighted by how near they are. */
export function quantile(values, share) {
  const sorted = Float64Array.from(values).sort();
  const at = share * (sorted.length - 1);
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}

/** One line of shell for a command, each word quoted. */
export function shellLine(command) {
  return command.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
}

/** The same with its output going down a pipe: some tools stop early when they see that nobody reads. */
export function piped(command) {
  return `${shellLine(command)} | cat >/dev/null`;
}

/**
 * Runs a line of shell to its end: milliseconds from start to end, and of processor time of all its processes, user
 * and system. Throws when it fails.
 */
export function timeShell(line) {
  const script = `set -o pipefail; TIMEFORMAT='times %3R %3U %3S'; time { ${line} ; }`;
  const { status, stderr, error } = spawnSync('bash', ['-c', script], {
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (error) throw error;
  const times = /^times ([\d.]+) ([\d.]+) ([\d.]+)$/m.exec(stderr);
  if (status !== 0 || times === null) throw new Error(`${line}: exit ${status}\n${stderr}`);
  const [wall, user, system] = times.slice(1).map((text) => Number(text) * 1000);
  return { value: wall, cpu: user + system };
}

/**
 * Measures each candidate `rounds` times in turn after one round of warm-up. A candidate is a function that
 * returns its figure, or `{ value, cpu }` where its processor time is known too. The first candidate is what the others
 * are compared to.
 */
export async function interleave(candidates, rounds) {
  const samples = Object.fromEntries(Object.keys(candidates).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, measure] of Object.entries(candidates)) {
      const figure = await measure();
      if (round >= 0) samples[name].push(typeof figure === 'number' ? { value: figure } : figure);
    }
  }
  const values = compare(mapValues(samples, (figures) => figures.map(({ value }) => value)));
  if (!Object.values(samples).every((figures) => figures.every(({ cpu }) => cpu !== undefined)))
    return values;
  const cpus = compare(mapValues(samples, (figures) => figures.map(({ cpu }) => cpu)));
  return values.map((row, at) => ({ ...row, cpu: cpus[at] }));
}

export const mapValues = (object, change) =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, change(value)]));

/** Medians of samples by name, and ratios to the first, round by round. */
export function compare(samples) {
  const [base] = Object.values(samples);
  return Object.entries(samples).map(([name, values]) => ({
    name,
    values,
    median: median(values),
    ratio: median(values.map((value, round) => value / base[round])),
  }));
}

/** Prints the rows of one benchmark and returns them as a result. */
export function printRows(title, unit, rows, note = '') {
  console.log(`\n${title}${note === '' ? '' : ` (${note})`}`);
  for (const { name, median: middle, ratio, values, cpu } of rows) {
    const range = `${figure(Math.min(...values))} to ${figure(Math.max(...values))}`;
    const processor =
      cpu === undefined ? '' : `  processor ${figure(cpu.median)} ms x ${cpu.ratio.toFixed(2)}`;
    console.log(
      `  ${name.padEnd(36)} ${figure(middle).padStart(8)} ${unit}  x ${ratio.toFixed(2)}  [${range}]${processor}`,
    );
  }
  return { title, unit, note, rows };
}

/** Three significant digits or all whole ones. */
function figure(value) {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** All results as one table in Markdown, as docs/performance.md holds it: a line for each row but the peer's. */
export function markdownTable(results) {
  const lines = Object.values(results)
    .filter(({ rows }) => rows !== undefined)
    .flatMap(({ title, unit, rows: [base, ...others] }) =>
      others.map(({ name, median: middle, ratio, values, cpu }) => {
        const ratios = values.map((value, round) => value / base.values[round]);
        const range = `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`;
        const what = [
          `${title}: ${name}`,
          `${figure(middle)} ${unit}`,
          `${figure(base.median)} ${unit}, ${base.name}`,
        ];
        const processor = cpu === undefined ? '' : cpu.ratio.toFixed(2);
        const cells = [...what, `${ratio.toFixed(2)} (${range})`, processor];
        return `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
      }),
    );
  const header = ['what', 'figure', 'peer', 'ratio (by round)', 'ratio of processor time'];
  return [`| ${header.join(' | ')} |`, `|${'---|'.repeat(header.length)}`, ...lines].join('\n');
}

/** Highest resident memory of a command, in MiB; null where /usr/bin/time is not there. */
export function peakMiB([program, ...args]) {
  if (!existsSync('/usr/bin/time')) return null;
  const { stderr } = spawnSync('/usr/bin/time', ['-f', 'peak %M', program, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  return Math.round(Number(/peak (\d+)/.exec(stderr)?.[1]) / 1024);
}
