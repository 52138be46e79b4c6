import { expect, test } from 'vitest';
import { silenceColumns, unitColumns } from '../../../src/reporters/words/slow-rows.js';
import { pickUnit } from '../../../src/reporters/words/time-text.js';

const UNICODE = { unicode: true };

test('units have a name, a time, and a begin where it is known', () => {
  const units = [
    { name: 'a.service', durationNs: 2_500_000, startNs: 1_000_000 },
    { name: 'b.service', durationNs: 1_000_000, startNs: null },
  ];
  const columns = unitColumns(units as never, UNICODE);
  expect(columns.map(({ head }) => head)).toEqual(['unit', 'ms', 'began at']);
  expect(units.map((unit) => columns.map(({ cell }) => cell(unit as never)))).toEqual([
    ['a.service', '2.500', '1.000'],
    ['b.service', '1.000', ''],
  ]);
});

test('silences say how long, where, and between which lines', () => {
  const silence = {
    row: 'kernel',
    startNs: 12e6,
    durationNs: 30e6,
    after: { line: 3, text: 'one' },
    before: { line: null, text: 'two' },
  };
  const columns = silenceColumns(pickUnit(30e6, UNICODE));
  expect(columns.map(({ head }) => head)).toEqual(['ms', 'where', 'after', 'before']);
  expect(columns.map(({ cell }) => cell(silence))).toEqual([
    '30.000',
    'in kernel, from 12.000 on',
    'line 3: one',
    'two',
  ]);
});
