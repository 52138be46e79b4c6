import { expect, test } from 'vitest';
import { isMeasuredRow, largestNs } from '../../../src/trace/report/report.js';
import { SUMMARY_ROW } from '../../reporters/every-kind.js';

const UNMEASURED = {
  ...SUMMARY_ROW,
  n: 0,
  medianNs: null,
  meanNs: null,
  minNs: null,
  maxNs: null,
  p95Ns: null,
};

test('a row is measured where at least one boot measured it', () => {
  expect([SUMMARY_ROW, UNMEASURED].map(isMeasuredRow)).toEqual([true, false]);
});

test('the largest value is of the rows that were measured', () => {
  expect(largestNs([{ ...SUMMARY_ROW, maxNs: 7 }, UNMEASURED, { ...SUMMARY_ROW, maxNs: 9 }])).toBe(9);
  expect(largestNs([UNMEASURED])).toBe(0);
});
