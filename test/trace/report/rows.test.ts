import { expect, test } from 'vitest';
import { isLedgerKind, ROW_NAMES, rowsOf, rowTime } from '../../../src/trace/report/rows.js';
import { timelineOf } from '../../stages/build-boot.js';

const WRITTEN = [
  [0x00, 10],
  [0x01, 20],
  [0x80, 25],
  [0x40, 30],
  [0x80, 35],
] as const;

test('the rows of a boot are what came before zero, its ledger, and its total', () => {
  const timeline = timelineOf(WRITTEN, { boot: { vmmStartNs: 7000 } });
  const rows = rowsOf(timeline);
  expect(rows.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    'vmm vmm',
    'setup setup',
    'stage firmware',
    expect.stringMatching(/^gap /),
    ...rows.slice(4, -1).map(({ kind, name }) => `${kind} ${name}`),
    'total total',
  ]);
  for (const { name, timeNs } of rows) expect(rowTime(timeline, name)).toBe(timeNs);
  expect([rows[0]!.timeNs, rows[1]!.timeNs, rows.at(-1)!.timeNs]).toEqual([7000, 10_000, 35_000]);
  expect(rows.filter(({ kind }) => isLedgerKind(kind))).toEqual(rows.slice(1, -1));
});

test('a boot has no row that it knows nothing of', () => {
  const empty = timelineOf([]);
  expect(rowsOf(empty)).toEqual([]);
  expect(ROW_NAMES.map((name) => rowTime(empty, name))).toEqual(ROW_NAMES.map(() => null));
});
