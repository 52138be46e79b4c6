import { describe, expect, it } from 'vitest';
import { pictureOf } from '../../src/reporters/boot-picture.js';
import { renderLedger } from '../../src/reporters/ledger-view.js';
import { createPalette } from '../../src/reporters/palette.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import { timelineOf, type Written } from '../stages/build-boot.js';
import { PLAIN } from './sample-reports.js';

function view(written: readonly Written[], columns = 80): readonly string[] {
  const picture = pictureOf(timelineOf(written), BUILT_IN_TABLE);
  const lines = renderLedger(picture, createPalette(PLAIN), { ...PLAIN, columns });
  return [...lines].map((line) => line.trimEnd());
}

describe('renderLedger', () => {
  it('has rows with time, share, codes and revisits, and an axis', () => {
    expect(
      view([
        [0x40, 1000],
        [0x01, 2000],
        [0x41, 4000],
      ]),
    ).toEqual([
      'stage   0                       4.000 ms     ms   share  codes       n  revisits',
      'setup   ░░░░░░░░                          1.000  25.0 %',
      'kernel          ████████████████████████  3.000  75.0 %  0x40..0x41  2         1',
      'codes           ╵       ○              ╵',
      'codes: ○ 1 revisit',
    ]);
  });

  it('gives each row of one stage its own codes', () => {
    const rows = view([
      [0x80, 10],
      [0x40, 20],
      [0x81, 30],
      [0x82, 40],
    ]).filter((line) => line.startsWith('custom '));
    expect(rows[0]).toContain('0x80');
    expect(rows[1]).toContain('0x81..0x82');
  });

  it('names gaps by their end where it is narrow', () => {
    const boot: Written[] = [
      [0x01, 10],
      [0x40, 20],
    ];
    expect(view(boot, 71).some((line) => line.startsWith('..kernel '))).toBe(true);
    expect(view(boot, 72).some((line) => line.startsWith('firmware..kernel '))).toBe(true);
  });

  it('draws a boot that took no time', () => {
    expect(view([[0x40, 0]])[1]).toMatch(/^setup +░ +0\.000/);
  });

  it('tells stages, gaps and setup apart without colour and without Unicode', () => {
    const picture = pictureOf(
      timelineOf([
        [0x01, 20],
        [0x02, 40],
        [0x80, 50],
        [0x40, 60],
        [0x41, 80],
      ]),
      BUILT_IN_TABLE,
    );
    const context = { ...PLAIN, unicode: false };
    const bars = [...renderLedger(picture, createPalette(PLAIN), context)].map((line) =>
      line.replace(/^(\S+).*?([.#\-'*]{2}[.#\-'* ]*|$).*\n$/, '$1 $2').trimEnd(),
    );
    expect(bars.find((line) => line.startsWith('setup'))).toMatch(/^setup \.+$/);
    expect(bars.find((line) => line.startsWith('firmware '))).toMatch(/^firmware #+$/);
    expect(bars.find((line) => line.startsWith('custom..kernel'))).toMatch(/-/);
  });

  it('is nothing without rows', () => expect(view([])).toEqual([]));
});
