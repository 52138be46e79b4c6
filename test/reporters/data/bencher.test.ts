import { expect, it } from 'vitest';
import { bencherReporter } from '../../../src/reporters/data/bencher.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { readBencher } from '../consumers.js';
import { PLAIN, SAMPLE_REPORTS } from '../sample-reports.js';

function read(given: BootsReport) {
  return readBencher([...bencherReporter.render(given, PLAIN)].join(''));
}

const sample = (name: string) => read(SAMPLE_REPORTS[name] as BootsReport);

it('has the median of every row that was measured in nanoseconds, with its interval', () => {
  const metrics = sample('report');
  expect(Object.keys(metrics)).toHaveLength(5);
  const { latency } = metrics['boot::kernel']! as { latency: Record<string, number> };
  expect(latency['value']).toBeGreaterThan(latency['lower_value']!);
  expect(latency['value']).toBeLessThan(latency['upper_value']!);
});

it('of one boot has no interval', () => {
  expect(sample('report of one boot')['boot::kernel']).toEqual({ latency: { value: 342_644_000 } });
});

it('of nothing is an empty object', () => expect(sample('parse of nothing')).toEqual({}));

it('sides of a comparison are benchmarks of their own', () => {
  const names = Object.keys(sample('report of two sides'));
  expect(names).toEqual(expect.arrayContaining(['boot::base::kernel', 'boot::head::kernel']));
});
