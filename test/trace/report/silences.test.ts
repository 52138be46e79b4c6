import { expect, it } from 'vitest';
import { silencesOf } from '../../../src/trace/report/silences.js';
import { boundaryAt, codeAt, lineAt, timelineOf } from '../../stages/build-boot.js';

const lines = [0, 20, 50, 51, 90, 300].map((ms) => lineAt(`at ${ms}`, ms * 1000));

it('are the longest times between two lines, three of each row, the longest first', () => {
  const many = Array.from({ length: 6 }, (_, at) => lineAt(`${at}`, at * at * 20_000));
  const found = silencesOf(timelineOf([], { boot: { events: many } }));
  expect(found.map(({ row, startNs, durationNs }) => [row, startNs / 1e6, durationNs / 1e6])).toEqual([
    [null, 320, 180],
    [null, 180, 140],
    [null, 80, 100],
  ]);
});

it('are of the row in which they begin', () => {
  const events = [
    boundaryAt(0x40, 0, 'begin'),
    ...lines.slice(0, 4),
    boundaryAt(0x41, 51_000, 'end'),
    ...lines.slice(4),
  ];
  const found = silencesOf(timelineOf([], { boot: { events } }));
  expect(found.map(({ row, after, before }) => [row, after.text, before.text])).toEqual([
    [null, 'at 90', 'at 300'],
    [null, 'at 51', 'at 90'],
    ['kernel', 'at 20', 'at 50'],
    ['kernel', 'at 0', 'at 20'],
  ]);
});

it('are not looked for where codes came through a port, and keep the beginning of a line', () => {
  expect(silencesOf(timelineOf([], { boot: { events: [codeAt(0x40, 0), ...lines] } }))).toEqual([]);
  const long = [lineAt('x'.repeat(5000), 0), lineAt('y', 60_000)];
  expect(silencesOf(timelineOf([], { boot: { events: long } }))[0]!.after.text).toHaveLength(200);
  expect(silencesOf({ events: [], ledger: [] })).toEqual([]);
});
