import { describe, expect, it } from 'vitest';
import { createPalette } from '../../src/reporters/palette.js';
import { countCodes, renderTotals } from '../../src/reporters/totals-list.js';
import { timelineOf, type Written } from '../stages/build-boot.js';
import { PLAIN } from './sample-reports.js';

const BURST = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map(
  (code, at): Written => [code, 5000 + at * 20],
);

it('counts codes without noise', () => {
  expect(countCodes(timelineOf([[0x40, 1], ...BURST, [0x41, 9000]]))).toBe(2);
});

describe('renderTotals', () => {
  it('has a line per boot, also for one without codes', () => {
    const timelines = [
      timelineOf([[0x40, 2000]]),
      timelineOf([[0x40, 1000]], { index: 1, boot: { stop: { reason: 'timeout', detail: null } } }),
      timelineOf([], { index: 2 }),
    ];
    expect([...renderTotals(timelines, createPalette(PLAIN), PLAIN)]).toEqual([
      'boot  total ms                                  codes  ended by  input\n',
      '   1     2.000  ██████████████████████████████      1            test.log\n',
      '   2     1.000  ███████████████                     1  timeout   test.log\n',
      '   3  no codes                                      0            test.log\n',
    ]);
  });
});
