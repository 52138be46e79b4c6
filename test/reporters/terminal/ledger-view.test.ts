import { describe, expect, it } from 'vitest';
import { renderLedger } from '../../../src/reporters/terminal/ledger-view.js';
import { createPalette } from '../../../src/reporters/terminal/palette.js';
import { pictureOf } from '../../../src/reporters/words/boot-picture.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { timelineOf, type Written } from '../../stages/build-boot.js';
import { EVERY_KIND } from '../every-kind.js';
import { PHASED, PLAIN } from '../sample-reports.js';

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
      'stage                  0        4.000 ms     ms   share  codes       n  revisits',
      'before the first code  ░░░░               1.000  25.0 %',
      'kernel                     █████████████  3.000  75.0 %  0x40..0x41  2         1',
      'codes                      ╵   ○       ╵',
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

  it('has phases under their stage, further in', () => {
    const picture = pictureOf(timelineOf([], { boot: PHASED }), BUILT_IN_TABLE);
    const lines = [...renderLedger(picture, createPalette(PLAIN), { ...PLAIN, columns: 80 })];
    expect(lines.slice(0, 8).map((line) => line.trimEnd())).toEqual([
      'stage                  0                 20.000 ms     ms   share  codes       n',
      'before the first code  ░                            1.000   5.0 %',
      'firmware                ▐██████████▏                8.000  40.0 %  0x00..0x01  5',
      '  before PEI            ══                          1.000   5.0 %',
      '  PEI                     ════                      3.000  15.0 %',
      '  DXE                         ═                     0.000   0.0 %',
      '  BDS                         ═════                 4.000  20.0 %',
      'firmware..kernel                   ────             3.000  15.0 %',
    ]);
    const ascii = [...renderLedger(picture, createPalette(PLAIN), { ...PLAIN, unicode: false })];
    expect(ascii.find((line) => line.startsWith('  BDS'))).toMatch(/ =+ /);
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
    expect(view([[0x40, 0]])[1]).toMatch(/^before the first code +░ +0\.000/);
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
      line.replace(/^(before the first code|\S+).*?([.#\-'*]{2}[.#\-'* ]*|$).*\n$/, '$1 $2').trimEnd(),
    );
    expect(bars.find((line) => line.startsWith('before'))).toMatch(/^before the first code \.+$/);
    expect(bars.find((line) => line.startsWith('firmware '))).toMatch(/^firmware #+$/);
    expect(bars.find((line) => line.startsWith('custom..kernel'))).toMatch(/-/);
  });

  it('is nothing without rows', () => expect(view([])).toEqual([]));
});

describe('the line of codes', () => {
  const boot: readonly Written[] = [
    [0x40, 1000],
    [0x80, 1001],
    [0x41, 1002],
    [0x01, 2000],
    [0x02, 2001],
    [0x42, 4000],
  ];

  it('has marks and revisits in front, and says how many there are of each', () => {
    const lines = view(boot);
    expect(lines.at(-2)).toMatch(/^codes +◆ +○ +╵$/);
    expect(lines.at(-1)).toBe('codes: ◆ 1 mark, ○ 2 revisits');
  });

  it('is silent where nothing is special', () => {
    expect(
      view([
        [0x40, 1000],
        [0x41, 2000],
      ]).at(-1),
    ).toMatch(/^codes +╵ +╵$/);
  });

  it('leaves out text, noise, and what comes after the last code', () => {
    const picture = pictureOf(EVERY_KIND, BUILT_IN_TABLE);
    const lines = (events: typeof EVERY_KIND.events) =>
      [...renderLedger({ ...picture, events }, createPalette(PLAIN), PLAIN)].map((line) => line.trimEnd());
    expect(lines(EVERY_KIND.events).at(-2)!.replace('codes', '').replaceAll(' ', '')).toBe('╵○╵');
    const others = EVERY_KIND.events.filter((event) => event.kind !== 'code' || event.noise);
    expect(lines(others).join()).not.toMatch(/codes +[╵○]/);
    const late = EVERY_KIND.events.map((event) => ({ ...event, timeNs: event.timeNs + 9000 }));
    expect(lines(late).join()).not.toMatch(/codes +[╵○]/);
  });
});

it('has the colours of stages, gaps are faint', () => {
  const palette = createPalette({ color: true });
  const boot = timelineOf([
    [0x01, 1000],
    [0x40, 2000],
    [0x41, 9000],
  ]);
  const text = [...renderLedger(pictureOf(boot, BUILT_IN_TABLE), palette, PLAIN)].join('');
  expect(text).toContain(palette.stage(2)('kernel'));
  expect(text).toContain(palette.faint('firmware..kernel'));
});

it('says on its axis where it ends, however long it took and however narrow it is', () => {
  const longest = Number.MAX_SAFE_INTEGER / 1000;
  const axisOf = (columns: number) =>
    view(
      [
        [0x40, 1000],
        [0x41, longest],
      ],
      columns,
    )[0]!;
  expect(axisOf(80)).toMatch(/^stage +0 +9007199\.255 s /);
  expect(axisOf(44)).toMatch(/^stage +0 +9007199\.255 s /);
});
