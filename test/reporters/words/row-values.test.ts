import { expect, test } from 'vitest';
import { rowValues } from '../../../src/reporters/words/row-values.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { bootOf } from '../../stages/build-boot.js';
import { BOOT, reading, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

test('every summary is of the values that its picture shows', () => {
  const given = report('report', [reading(scaled(1), scaled(1.5), bootOf([]), bootOf(BOOT.slice(0, 5)))]);
  for (const row of given.summary!) {
    const values = rowValues(given.timelines, row);
    expect(values.length, row.name).toBe(row.n);
    const range = values.length === 0 ? [null, null] : [Math.min(...values), Math.max(...values)];
    expect(range, row.name).toEqual([row.minNs, row.maxNs]);
  }
  expect(given.summary!.map(({ kind }) => kind)).toContain('vmm');
});

test('warm-ups and boots that failed are not among them, and each side has its own', () => {
  const { timelines, summary } = SAMPLE_REPORTS['run of two sides'] as BootsReport;
  for (const row of summary!) expect(rowValues(timelines, row).length, `${row.side} ${row.name}`).toBe(row.n);
});

test('rows of one name in one boot are one value', () => {
  const boot = bootOf([
    [0x80, 10],
    [0x40, 20],
    [0x41, 30],
    [0x81, 45],
    [0x82, 60],
  ]);
  const given = report('report', [reading(boot, boot)]);
  const custom = given.summary!.find(({ name }) => name === 'custom')!;
  expect(rowValues(given.timelines, custom)).toEqual([custom.medianNs, custom.medianNs]);
});
