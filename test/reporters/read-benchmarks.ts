/** The benchmark formats of Go and of pyperf by the rules of their readers: golang.org/x/perf/benchfmt, and pyperf's _bench.py. */
import { expect } from 'vitest';

export interface GoResult {
  readonly name: string;
  readonly value: number;
}

/** Results in order; configuration lines are `key: value`. */
export function readBenchstat(text: string): readonly GoResult[] {
  expect(text.endsWith('\n')).toBe(true);
  return text
    .slice(0, -1)
    .split('\n')
    .flatMap((line) => {
      if (/^\p{Ll}[^\p{Lu}\s]*: /u.test(line)) return [];
      // A reader takes a line for a result unless a lower-case letter follows, and white space of any script parts its fields.
      expect(line).toMatch(/^Benchmark(?!\p{Ll})/u);
      const fields = line.split(/\s+/u);
      expect(fields).toHaveLength(4);
      const [name = '', iterations, value, unit] = fields;
      expect([iterations, unit]).toEqual(['1', 'ns/op']);
      expect(value).toMatch(/^-?\d+$/);
      expect(name).toMatch(/^[^/]+(?:\/side=(?:base|head))?$/);
      expect(name).not.toMatch(/-\d+$/);
      return [{ name: name.slice('Benchmark'.length), value: Number(value) }];
    });
}

interface PyperfBenchmark {
  readonly metadata: { readonly name: string };
  readonly runs: readonly { readonly values: readonly number[] }[];
}

/** Values of each benchmark, in seconds. */
export function readPyperf(text: string): ReadonlyMap<string, readonly number[]> {
  const suite = JSON.parse(text) as { version: string; benchmarks: readonly PyperfBenchmark[] };
  expect(suite.version).toBe('1.0');
  const names = suite.benchmarks.map(({ metadata }) => metadata.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.every((name) => name !== '')).toBe(true);
  return new Map(
    suite.benchmarks.map(({ metadata, runs }) => {
      expect(runs.length).toBeGreaterThan(0);
      const values = runs.flatMap((run) => run.values);
      expect(values.every((value) => value > 0 && Number.isFinite(value))).toBe(true);
      return [metadata.name, values];
    }),
  );
}
