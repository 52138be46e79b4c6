import { describe, expect, it } from 'vitest';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { renderTotals } from '../../../src/reporters/terminal/totals-list.js';
import { timelineOf, type Written } from '../../stages/build-boot.js';
import { PLAIN } from '../sample-reports.js';

const BURST = [0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map(
  (code, at): Written => [code, 5000 + at * 20],
);

it('counts codes without noise', () => {
  const timelines = [timelineOf([[0x40, 1], ...BURST, [0x41, 9000]])];
  expect([...renderTotals(timelines, createPalette(PLAIN), PLAIN)][1]).toMatch(/ 2 +test\.log\n$/);
});

describe('renderTotals', () => {
  it('has a line per boot, also for one without codes', () => {
    const timelines = [
      timelineOf([[0x60, 2000]]),
      timelineOf([[0x60, 1000]], { index: 1, boot: { stop: { reason: 'timeout', detail: null } } }),
      timelineOf([], { index: 2 }),
    ];
    expect([...renderTotals(timelines, createPalette(PLAIN), PLAIN)]).toEqual([
      'boot  total ms                                  codes  ended by    input\n',
      '   1     2.000  ██████████████████████████████      1              test.log\n',
      '   2     1.000  ███████████████                     1  timeout     test.log\n',
      '   3  no codes                                      0  unfinished  test.log\n',
    ]);
  });

  it('says which side a boot is of, that it was a warm-up, and what its port accesses cost', () => {
    const row = {
      stage: 'kernel',
      kind: 'pio',
      address: 0x80,
      direction: 'write',
      device: 'post-port',
    } as const;
    const exits = [{ ...row, count: 7, totalNs: 50_000 }];
    const stop = { reason: 'reset', detail: null } as const;
    const timelines = [
      timelineOf([[0x60, 1000]], { boot: { side: 'head', warmup: true, stop, exits } }),
      timelineOf([[0x60, 1000]], { index: 1, boot: { side: 'base', warmup: true } }),
    ];
    const lines = [...renderTotals(timelines, createPalette(PLAIN), { ...PLAIN, columns: 120 })];
    expect(lines.map((line) => line.replaceAll(/ {2,}/g, '  ').trim())).toEqual([
      'boot  total ms  side  codes  port exits  ended by  input',
      `1  1.000  ${'█'.repeat(30)}  head  1  7 (5.0 %)  reset (warm-up)  test.log`,
      `2  1.000  ${'█'.repeat(30)}  base  1  (warm-up)  test.log`,
    ]);
  });
});

it('lists forty boots and counts the others', () => {
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => timelineOf([[0x60, 2000]], { index }));
  const lines = (count: number) => [...renderTotals(many(count), createPalette(PLAIN), PLAIN)];
  expect(lines(40)).toHaveLength(41);
  expect(lines(41)).toHaveLength(42);
  expect(lines(41).slice(-2)).toEqual([expect.stringMatching(/^ +40 /), 'and 1 more boots\n']);
});

it('a set of which one boot alone has a side, or counts its exits, has a column for it', () => {
  const timelines = [
    timelineOf([[0x60, 1000]], { boot: { side: 'head', exits: [] } }),
    timelineOf([[0x60, 1000]]),
  ];
  const [head, first, second] = [
    ...renderTotals(timelines, createPalette(PLAIN), { ...PLAIN, columns: 120 }),
  ];
  expect(head).toMatch(/ side +codes +port exits /);
  expect(first).toMatch(/ head +1 +0 \(0\.0 %\) /);
  expect(second).toMatch(/█ +1 +test\.log/);
});

it('keeps the end of a long name, and marks', () => {
  const boot = timelineOf([[0x60, 1000]], { boot: { input: `${'x'.repeat(100)}end.log` } });
  expect([...renderTotals([boot], createPalette(PLAIN), PLAIN)][1]).toMatch(/…x+end\.log\n$/);
});
