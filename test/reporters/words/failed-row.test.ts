import { expect, it } from 'vitest';
import { failedText, shownRows } from '../../../src/reporters/words/failed-row.js';
import { DIFF_ROW } from '../every-kind.js';

const failed = {
  ...DIFF_ROW,
  kind: 'failed',
  name: 'failed',
  baseN: 0,
  headN: 6,
  baseBoots: 10,
  headBoots: 11,
} as const;

it('counts boots, of how many', () => {
  expect([failedText(failed, 'base'), failedText(failed, 'head')]).toEqual(['0 of 10', '6 of 11']);
  expect(failedText(DIFF_ROW, 'base')).toBeNull();
});

it('is shown where a boot failed', () => {
  expect(shownRows([failed, DIFF_ROW])).toEqual([failed, DIFF_ROW]);
  expect(shownRows([{ ...failed, headN: 0 }, DIFF_ROW])).toEqual([DIFF_ROW]);
});
