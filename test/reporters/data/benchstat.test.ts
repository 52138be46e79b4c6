import { expect, it } from 'vitest';
import { benchstatReporter } from '../../../src/reporters/data/benchstat.js';
import { analyse } from '../../../src/reports/boots.js';
import { parseStageTable } from '../../../src/stages/table/user-table.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { bootOf } from '../../stages/build-boot.js';
import { readBenchstat } from '../read-benchmarks.js';
import { PLAIN, SAMPLE_REPORTS } from '../sample-reports.js';

const written = (given: BootsReport) => [...benchstatReporter.render(given, PLAIN)].join('');
const sample = (name: string) => readBenchstat(written(SAMPLE_REPORTS[name] as BootsReport));

it('has a line for each row of each boot that counts, in nanoseconds', () => {
  const results = sample('report');
  expect(results.filter(({ name }) => name === 'Kernel')).toHaveLength(10);
  expect(results.filter(({ name }) => name === 'Total')).toHaveLength(10);
  expect(results.slice(0, 2).map(({ name }) => name)).toEqual(['Vmm', 'Setup']);
  expect(written(SAMPLE_REPORTS['report of one boot'] as BootsReport)).toContain(
    '\nBenchmarkKernel 1 342644000 ns/op\n',
  );
});

it('says the side of a boot as a part of the name, and leaves out warm-ups', () => {
  const results = sample('run of two sides').filter(({ name }) => name.startsWith('Kernel/'));
  expect(results.map(({ name }) => name).sort()).toEqual([
    ...Array.from({ length: 10 }, () => 'Kernel/side=base'),
    ...Array.from({ length: 10 }, () => 'Kernel/side=head'),
  ]);
});

it('of nothing has no result', () => expect(sample('parse of nothing')).toEqual([]));

it('writes names that no reader misunderstands, each its own', () => {
  const stages = ['run-4', 'boot', 'Boot'];
  const ranges = stages.map((name, at) => `  - {stage: "${name}", from: ${16 * at}, to: ${16 * at + 15}}`);
  const table = parseStageTable(`ranges:\n${ranges.join('\n')}\n`, 'table.yaml');
  const codes = stages.flatMap((_, at) => [16 * at, 16 * at + 1]);
  const boot = bootOf(codes.map((code, at) => [code, 1000 * (at + 1)]));
  const report = analyse([{ boots: [boot], diagnostics: [] }], {
    command: 'report',
    table,
    keepNoise: false,
  });
  const names = readBenchstat(written(report)).map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['Run-4_', 'Boot', 'Boot_2']));
  expect(new Set(names).size).toBe(names.length);
});
