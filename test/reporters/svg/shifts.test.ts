import { expect, test } from 'vitest';
import { describeShift, drawShifts, shiftText } from '../../../src/reporters/svg/shifts.js';
import type { DiffReport, DiffRow } from '../../../src/trace/report.js';
import { SAMPLE_REPORTS } from '../sample-reports.js';

const MS = { name: 'ms', ns: 1e6 };
const ROW: DiffRow = {
  kind: 'stage',
  name: 'kernel',
  baseNs: 80e6,
  headNs: 84e6,
  deltaNs: 4e6,
  deltaPct: 5,
  baseN: 10,
  headN: 10,
  p: 0.001,
  pAdjusted: 0.002,
  ciNs: [3e6, 5e6],
  verdict: 'regression',
  neededN: null,
  baseOutliers: [],
  headOutliers: [],
  baseHumps: null,
  headHumps: null,
};

test('a row in words', () => {
  expect(describeShift(ROW, MS)).toBe(
    'kernel: +4.000 ms (+5.0 %), 95 % interval +3.000 to +5.000 ms, regression',
  );
  expect(shiftText({ ...ROW, deltaNs: null, headNs: null }, MS)).toBe('only in base, 80.000 ms');
  expect(shiftText({ ...ROW, deltaNs: null, baseNs: null }, MS)).toBe('only in head, 84.000 ms');
  expect(shiftText({ ...ROW, deltaNs: -1e6, deltaPct: null }, MS)).toBe('-1.000 ms');
});

test('verdicts differ in shape, not in colour alone', () => {
  const verdicts = ['regression', 'improvement', 'inconclusive', 'unchanged'] as const;
  const shapes = verdicts.map(
    (verdict) => / d="([^"]+)"/.exec(drawShifts([{ ...ROW, verdict }], 't').body.text)?.[1],
  );
  expect(new Set(shapes).size).toBe(4);
});

test('the axis goes as far to both sides as anything reaches', () => {
  const { text } = drawShifts([ROW, { ...ROW, name: 'total', deltaNs: -2e6, ciNs: null }], 't').body;
  expect(text).toContain('>no change</text>');
  expect(text).toContain('>+5 ms</text>');
  expect(text).toContain('>-5 ms</text>');
});

test('a row that one side lacks has no place on the axis', () => {
  const { text } = drawShifts(
    [{ ...ROW, deltaNs: null, headNs: null, ciNs: null, verdict: 'not-tested' }],
    't',
  ).body;
  expect(text).toContain('only in base');
  expect(text).not.toContain('no change');
  expect(text).not.toContain('<path');
});

test('a real comparison names each row once', () => {
  const { rows } = SAMPLE_REPORTS['diff'] as DiffReport;
  expect(drawShifts(rows, 't').body.text.match(/class="row"/g)).toHaveLength(rows.length);
});
