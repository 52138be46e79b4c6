import { describe, expect, it, test } from 'vitest';
import { describeSpread, drawSpread, type SpreadRow, spreadRows } from '../../../src/reporters/svg/spread.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { SUMMARY_ROW } from '../every-kind.js';
import { reading, report, SAMPLE_REPORTS, scaled, set } from '../sample-reports.js';
import { expectInPlace } from './places.js';

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

describe('a row', () => {
  const row: SpreadRow = {
    summary: {
      ...SUMMARY_ROW,
      medianNs: 15e6,
      meanNs: 20e6,
      p95Ns: 100e6,
      minNs: 0,
      maxNs: 100e6,
      ciNs: [5e6, 60e6],
      outliers: [100e6],
    },
    values: [20e6, 100e6, 0, 10e6],
    scale: { from: 0, to: 100e6 },
  };

  it('has each value, the quartiles, the median and its interval at their places', () => {
    // Room of 2 % on each side; quartiles are 7.5 and 40 ms.
    const drawn = () => drawSpread([row]).body.text;
    expect(drawn()).toContain('<rect class="box" x="9.135%" width="31.25%" y="23" height="14"/>');
    expect(drawn()).toContain('<line class="median" x1="16.346%" x2="16.346%" y1="21" y2="39"/>');
    expect(drawn()).toContain('<line class="interval" x1="6.731%" x2="59.615%" y1="39" y2="39"/>');
    expect(
      [...drawn().matchAll(/class="value" cx="([\d.]+)%" cy="(\d+)"/g)].map((one) => one.slice(1).join()),
    ).toEqual(['21.154,26', '98.077,31', '1.923,27', '11.538,32']);
    expect(drawn()).toContain('<circle class="outlier" cx="98.077%" cy="30" r="5"/>');
    expect(drawn()).toContain('15.000 ms<tspan class="soft"> · 5.000 to 60.000</tspan>');
    expect(drawn()).toMatch(/>0\.000 ms<\/text>.*>100\.000 ms<\/text>/);
  });

  it('of one value has a box of no width, of none one at zero', () => {
    const boxOf = (values: readonly number[]) =>
      /class="box" x="([\d.-]+)%" width="([\d.]+)%"/
        .exec(drawSpread([{ ...row, values }]).body.text)!
        .slice(1)
        .map(Number);
    expect(boxOf([50e6])).toEqual([50, 0]);
    expect(boxOf([])).toEqual([1.923, 0]);
    expect(boxOf([0, 100e6])).toEqual([25.962, 48.076]);
  });

  it('says what it has', () => {
    expect(describeSpread({ ...row.summary, ciNs: null, outliers: [], n: 1 })).toBe(
      'kernel, head: median 15.000 ms, from 0.000 to 100.000 ms in 1 boot',
    );
    const noted = drawSpread([row, row]);
    expect(noted.description).toBe(`${describeSpread(row.summary)}. ${describeSpread(row.summary)}`);
    expectInPlace(noted, 2);
  });
});

test('what is compared has one scale, from the least to the most of both', () => {
  const [base, head] = [
    { ...SUMMARY_ROW, side: 'base', minNs: 5, maxNs: 8 },
    { ...SUMMARY_ROW, side: 'head', minNs: 3, maxNs: 6 },
  ] as const;
  const other = { ...SUMMARY_ROW, name: 'other', minNs: 1, maxNs: 2 };
  expect(
    spreadRows([], [base, other, head]).map(({ summary, scale }) => [summary.side, scale.from, scale.to]),
  ).toEqual([
    ['base', 3, 8],
    ['head', 3, 8],
    ['head', 1, 2],
  ]);
});
