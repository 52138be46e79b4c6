import { expect, it } from 'vitest';
import { benchmarkActionReporter } from '../../../src/reporters/data/benchmark-action.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { readBenchmarkAction } from '../consumers.js';
import { PLAIN, SAMPLE_REPORTS } from '../sample-reports.js';

function entries(name: string) {
  return readBenchmarkAction(
    [...benchmarkActionReporter.render(SAMPLE_REPORTS[name] as BootsReport, PLAIN)].join(''),
  );
}

it('has the median of every row that was measured in milliseconds, with its spread', () => {
  const written = entries('report');
  expect(written.map(({ name }) => name)).toEqual(['vmm', 'setup', 'firmware', 'kernel', 'total']);
  expect(written[3]).toEqual({
    name: 'kernel',
    unit: 'ms',
    value: expect.closeTo(344.19, 1),
    range: expect.stringMatching(/^± 1\.\d+$/),
    extra: expect.stringMatching(/^median of n=10, min=342\.644, max=345\.\d+, p95=345\.\d+$/),
  });
});

it('of one boot has no spread', () => {
  expect(entries('report of one boot')[3]).not.toHaveProperty('range');
});

it('of nothing is an empty list', () => expect(entries('parse of nothing')).toEqual([]));

it('sides of a comparison are series of their own', () => {
  const names = entries('report of two sides').map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['base: kernel', 'head: kernel']));
});
