import { expect, it } from 'vitest';
import { reportRows } from '../../../src/reporters/words/report-rows.js';
import { bootOf } from '../../stages/build-boot.js';
import { reading, report, scaled } from '../sample-reports.js';

it('is the summary when there is one', () => {
  const given = report('report', [reading(scaled(1), scaled(2))]);
  expect(reportRows(given)).toBe(given.summary);
});

it('has the values of a single boot, rows of one name summed', () => {
  const boot = bootOf(
    [
      [0x80, 1],
      [0x81, 3],
      [0x40, 4],
      [0x82, 5],
      [0x83, 9],
    ],
    { vmmStartNs: 7 },
  );
  const rows = reportRows(report('report', [reading(boot)]));
  expect(rows.map(({ name, kind, medianNs }) => [name, kind, medianNs])).toEqual([
    ['vmm', 'vmm', 7],
    ['setup', 'setup', 1000],
    ['custom', 'stage', 6000],
    ['custom..kernel', 'gap', null],
    ['kernel', 'stage', null],
    ['kernel..custom', 'gap', null],
    ['total', 'total', 9000],
  ]);
  expect(rows[2]).toMatchObject({
    n: 1,
    meanNs: 6000,
    stddevNs: null,
    minNs: 6000,
    maxNs: 6000,
    p95Ns: 6000,
    ciNs: null,
  });
});

it('is empty without boots and without codes', () => {
  expect(reportRows(report('report', []))).toEqual([]);
  expect(reportRows(report('report', [reading(bootOf([]))]))).toEqual([]);
});
