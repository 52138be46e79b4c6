/**
 * What other tools say of the same pairs, each row for itself at 5 %, as they do: benchstat of golang.org/x/perf, `pyperf compare_to`, the
 * rank test of scipy, and Welch's test as hyperfine's script has it. They are looked for in .cache/peers/bin and then in PATH.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const FOLDER = path.join(import.meta.dirname, '..', '..', '.cache', 'peers', 'bin');
const SCRIPT = path.join(import.meta.dirname, 'peers.py');
const MAX_OUTPUT = 2 ** 28;

export const HOW_TO_INSTALL = [
  'python3 -m venv .cache/peers && .cache/peers/bin/pip install scipy pyperf',
  'GOBIN=$PWD/.cache/peers/bin go install golang.org/x/perf/cmd/benchstat@latest',
];

/** Values of each row, in base and in head. */
export type PairRows = ReadonlyMap<string, readonly [base: readonly number[], head: readonly number[]]>;

/** A tool, and the rows that it calls slower, of pair after pair. */
export interface Peer {
  readonly name: string;
  readonly slowerRows: (pairs: readonly PairRows[]) => readonly (readonly string[])[];
}

/** Those that are installed. */
export function findPeers(): readonly Peer[] {
  const benchstat = findProgram('benchstat');
  const python = findProgram('python3');
  const rules = python === null ? [] : rulesOf(python);
  const ofPython = rules.map((name) => ({
    name,
    slowerRows: (pairs: readonly PairRows[]) => askPython(python!, pairs, name),
  }));
  return [
    ...(benchstat === null
      ? []
      : [{ name: 'benchstat', slowerRows: (pairs: readonly PairRows[]) => askBenchstat(benchstat, pairs) }]),
    ...ofPython,
  ];
}

function findProgram(name: string): string | null {
  const folders = [FOLDER, ...(process.env['PATH'] ?? '').split(path.delimiter)];
  return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file)) ?? null;
}

function rulesOf(python: string): readonly string[] {
  const { status, stdout } = spawnSync(python, [SCRIPT, '--rules'], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as string[]) : [];
}

function askPython(python: string, pairs: readonly PairRows[], rule: string): readonly (readonly string[])[] {
  const input = pairs.map((rows) => JSON.stringify({ rows: Object.fromEntries(rows) })).join('\n');
  const options = { input, encoding: 'utf8', maxBuffer: MAX_OUTPUT } as const;
  const answers = execFileSync(python, [SCRIPT, rule], options).trimEnd().split('\n');
  return answers.map((line) => JSON.parse(line) as string[]);
}

/** All pairs at once, each row of each pair as a benchmark of its own: `Benchmark3/row=kernel/side=base`. */
function askBenchstat(benchstat: string, pairs: readonly PairRows[]): readonly (readonly string[])[] {
  const input = pairs.flatMap((rows, pair) =>
    [...rows].flatMap(([row, sides]) =>
      sides.flatMap((values, side) =>
        values.map(
          (value) => `Benchmark${pair}/row=${encodeURIComponent(row)}/side=${side} 1 ${value} ns/op\n`,
        ),
      ),
    ),
  );
  const options = {
    input: input.join(''),
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
  } as const;
  // It says on standard error that intervals need more values.
  const {
    status,
    stdout: table,
    stderr,
  } = spawnSync(benchstat, ['-format', 'csv', '-col', '/side', '-'], options);
  if (status !== 0) throw new Error(`benchstat: ${stderr}`);
  const slower = pairs.map((): string[] => []);
  for (const line of table.split('\n')) {
    const [name = '', base, , head, , , found = ''] = line.split(',');
    const [, pair, row] = /^(\d+)\/row=(\S+)$/.exec(name) ?? [];
    const p = Number(/^p=([\d.]+)/.exec(found)?.[1] ?? 1);
    if (pair !== undefined && p < 0.05 && Number(head) > Number(base))
      slower[Number(pair)]!.push(decodeURIComponent(row!));
  }
  return slower;
}
