import { expect, it } from 'vitest';
import { pyperfReporter } from '../../../src/reporters/data/pyperf.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { readPyperf } from '../read-benchmarks.js';
import { PLAIN, SAMPLE_REPORTS } from '../sample-reports.js';

const sample = (name: string) =>
  readPyperf([...pyperfReporter.render(SAMPLE_REPORTS[name] as BootsReport, PLAIN)].join(''));

it('has a run for each boot that counts, in seconds', () => {
  const values = sample('report');
  expect(values.get('kernel')).toHaveLength(10);
  expect(values.get('total')).toHaveLength(10);
  expect(sample('report of one boot').get('kernel')).toEqual([0.342644]);
});

it('leaves out what took no time, which pyperf refuses', () => {
  const values = sample('report');
  expect([...values.values()].flat().every((seconds) => seconds > 0)).toBe(true);
});

it('has each side of a comparison as benchmarks of its own', () => {
  expect([...sample('run of two sides').keys()]).toEqual(
    expect.arrayContaining(['base: kernel', 'head: kernel']),
  );
});

it('of nothing has no benchmark', () => expect(sample('parse of nothing').size).toBe(0));
