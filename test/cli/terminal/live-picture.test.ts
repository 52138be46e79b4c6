import { expect, test } from 'vitest';
import { LivePicture, NO_BOOT } from '../../../src/cli/terminal/live-picture.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { ReadItem } from '../../../src/trace/boot.js';
import { codeAt } from '../../stages/build-boot.js';

const ABILITIES = { color: false, columns: 80, unicode: false };
const code = (boot: number, value: number, us: number): ReadItem => ({
  kind: 'event',
  boot,
  event: codeAt(value, us),
});

test('the timeline of what has come so far', () => {
  const picture = new LivePicture(BUILT_IN_TABLE);
  expect(picture.lines(ABILITIES)).toEqual([]);
  picture.add(code(0, 0x01, 1000));
  picture.add(code(0, 0x40, 3000));
  picture.add(code(0, 0x41, 2000));
  const lines = picture.lines(ABILITIES);
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'stage',
    'before',
    'firmware',
    'firmware..kernel',
    'kernel',
    'codes',
  ]);
  expect(lines[4]).toMatch(/#+ +1\.000 +33\.3 % +0x41\.\.0x40/);
  expect(picture.codes).toBe(3);
});

test('a new boot begins anew', () => {
  const picture = new LivePicture(BUILT_IN_TABLE);
  picture.add(code(0, 0x40, 10));
  picture.add({ kind: 'boot', boot: 1, vmmStartNs: null });
  expect(picture.codes).toBe(0);
  picture.add(code(1, 0x40, 10));
  picture.add(code(2, 0x40, 10));
  expect(picture.codes).toBe(1);
});

test('a flood of codes is counted, not drawn', () => {
  const picture = new LivePicture(BUILT_IN_TABLE);
  for (let at = 0; at < 20_001; at++) picture.add(code(0, 0x40, at));
  expect(picture.lines(ABILITIES)).toEqual([]);
  expect(picture.codes).toBe(20_001);
  expect(NO_BOOT.events).toEqual([]);
});
