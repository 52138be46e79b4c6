import { expect, test } from 'vitest';
import { describeShift, drawShifts, shiftText } from '../../../src/reporters/svg/shifts.js';
import { shownRows } from '../../../src/reporters/words/failed-row.js';
import type { DiffReport, DiffRow } from '../../../src/trace/report/report.js';
import { SAMPLE_REPORTS } from '../sample-reports.js';
import { expectInPlace } from './places.js';

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
  const rows = shownRows((SAMPLE_REPORTS['diff'] as DiffReport).rows);
  expect(drawShifts(rows, 't').body.text.match(/class="row"/g)).toHaveLength(rows.length);
});

test('everything stands in its place, with its interval and its symbol', () => {
  const rows = [
    ROW,
    { ...ROW, name: 'gap', deltaNs: null, headNs: null, ciNs: null },
    { ...ROW, name: 'total', deltaNs: -5e6 },
  ];
  const drawing = drawShifts(rows, 't');
  expectInPlace(drawing, 3);
  // 5 ms reach to 4 percent of the whole from the edges.
  expect(drawing.body.text).toContain('<line class="regression" x1="78.846%" x2="98.077%" y1="48" y2="48"/>');
  expect(drawing.body.text).toMatch(/<svg x="88\.462%" y="48" overflow="visible"><path class="regression"/);
  expect(drawing.body.text).toMatch(/<svg x="1\.923%" y="128" /);
  expect(drawing.body.text.match(/class="zero"/g)).toHaveLength(1);
  expect(drawing.body.text).toMatch(
    /<line x1="50%" x2="50%" y1="18" y2="140" class="zero"\/><text x="50%"[^>]*>no change</,
  );
  expect(drawing.description).toBe(rows.map((row) => describeShift(row, MS)).join('. '));
});

test('a shift has its sign, also in per cent, and each side its own unit', () => {
  expect(shiftText({ ...ROW, deltaNs: -4e6, deltaPct: -5 }, MS)).toBe('-4.000 ms (-5.0 %)');
  expect(shiftText({ ...ROW, deltaNs: 0, deltaPct: 0 }, MS)).toBe('0.000 ms (0.0 %)');
  expect(shiftText({ ...ROW, deltaNs: null, baseNs: null, headNs: 500 }, MS)).toBe('only in head, 0.500 µs');
  expect(shiftText({ ...ROW, deltaNs: null, baseNs: 500, headNs: null }, MS)).toBe('only in base, 0.500 µs');
  expect(shiftText({ ...ROW, deltaNs: null, baseNs: null, headNs: null }, MS)).toBe('in neither');
  expect(describeShift({ ...ROW, ciNs: null }, MS)).toBe('kernel: +4.000 ms (+5.0 %), regression');
  expect(drawShifts([{ ...ROW, deltaNs: 10, ciNs: null }], 't').description).toContain('+0.010 µs');
});
