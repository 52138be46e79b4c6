import { expect, it } from 'vitest';
import { describeReach, reachOf } from '../../src/stages/reach.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { lineAt, timelineOf, type Written } from './build-boot.js';

const reach = (...codes: readonly number[]) =>
  reachOf(timelineOf(codes.map((code, at): Written => [code, at])), BUILT_IN_TABLE);

it.each([
  [[], -1, 'no stage'],
  [[0x80], -1, 'no stage'],
  [[0x00], 0, 'the begin of firmware'],
  [[0x00, 0x01], 1, 'the end of firmware'],
  [[0x00, 0x01, 0x40, 0x45], 4, 'the begin of kernel'],
  [[0x40, 0x41], 5, 'the end of kernel'],
  [[0x40, 0x41, 0x60], 6, 'the begin of userspace'],
  [[0x60, 0x61, 0x01, 0x90], 7, 'the end of userspace'],
])('%j reaches %d', (codes, number, words) => {
  expect(reach(...codes)).toBe(number);
  expect(describeReach(number, BUILT_IN_TABLE)).toBe(words);
});

it('is not moved by noise', () => {
  const burst = [0xff, 0x11, 0x30, 0x04, 0x61, 0x11, 0x38, 0x02].map((code, at): Written => [code, at * 20]);
  expect(reachOf(timelineOf(burst), BUILT_IN_TABLE)).toBe(-1);
});

it('counts moments of text as the codes that they stand for', () => {
  const ofText = (...lines: readonly string[]) =>
    reachOf(timelineOf([], { boot: { events: lines.map(lineAt) } }), BUILT_IN_TABLE);
  expect(ofText('SeaBIOS (version 1)')).toBe(reach(0x00));
  expect(ofText('SeaBIOS (version 1)', 'Linux version 6')).toBe(reach(0x00, 0x40));
  expect(ofText('Linux version 6', 'Run /init as init process')).toBe(reach(0x40, 0x41));
});
