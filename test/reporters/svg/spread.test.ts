import { expect, test } from 'vitest';
import { describeSpread, drawSpread, spreadRows } from '../../../src/reporters/svg/spread.js';
import type { BootsReport } from '../../../src/trace/report.js';
import { reading, report, SAMPLE_REPORTS, scaled, set } from '../sample-reports.js';

const { summary, timelines } = report('report', [reading(...set(1), scaled(2))]);
const rows = spreadRows(timelines, summary!);
const kernel = rows.find((row) => row.summary.name === 'kernel')!;

test('every value is a dot; outliers are ringed, none is left out', () => {
  const { text } = drawSpread([kernel]).body;
  expect(text.match(/class="value"/g)).toHaveLength(11);
  expect(text.match(/class="outlier"/g)).toHaveLength(1);
  expect(text).toContain('class="median"');
  expect(text).toContain('class="interval"');
});

test('a row says its numbers', () => {
  expect(describeSpread(kernel.summary)).toMatch(
    /^kernel: median 344\.\d+ ms, 95 % interval 34\d\.\d+ to 34\d\.\d+ ms, from 342\.644 to 685\.288 ms in 11 boots, 1 outlier$/,
  );
});

test('a row of one value stands in the middle', () => {
  const one = { ...kernel.summary, minNs: 5, maxNs: 5, medianNs: 5, ciNs: null, outliers: [], n: 1 };
  const { text } = drawSpread([{ summary: one, values: [5], scale: { from: 5, to: 5 } }]).body;
  expect(text).toContain('cx="50%"');
  expect(text).not.toContain('interval');
});

test('thousands of boots stay a picture', () => {
  const values = Array.from({ length: 20_000 }, (_, at) => at);
  expect(drawSpread([{ ...kernel, values }]).body.text.match(/class="value"/g)).toHaveLength(1000);
});

test('sides stand below each other on one scale', () => {
  const { timelines: both, summary: sides } = SAMPLE_REPORTS['run of two sides'] as BootsReport;
  const [base, head] = spreadRows(both, sides!).filter((row) => row.summary.name === 'kernel');
  expect(base!.scale).toEqual(head!.scale);
  expect([base!.values.length, head!.values.length]).toEqual([10, 10]);
  expect(describeSpread(head!.summary)).toMatch(/^kernel, head: median /);
});
