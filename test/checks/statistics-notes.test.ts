import { describe, expect, it } from 'vitest';
import { describeComparison, describeHumps } from '../../src/checks/statistics-notes.js';
import { analyse } from '../../src/reports/boots.js';
import { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
import type { DiffRow } from '../../src/trace/report/report.js';
import { bootOf } from '../stages/build-boot.js';
import { bootTime, draw, randomSource } from '../stats/random.js';

const random = randomSource(9);

function kernel(ms: number): Boot {
  const written = [
    [0x40, 10_000],
    [0x41, 10_000 + Math.round(ms * 1000)],
  ] as const;
  return bootOf(written, { input: 'a.ndjson' });
}

function reportOf(...boots: Boot[]) {
  return analyse([{ boots, diagnostics: [] }], {
    command: 'report',
    table: BUILT_IN_TABLE,
    keepNoise: false,
  });
}

describe('two humps', () => {
  const boots = draw(20, () => kernel(bootTime(random, 80, 0.005) / 1e6 + (random.uniform() < 0.5 ? 12 : 0)));
  it('are said, with the input they are in', () => {
    const note = reportOf(...boots).diagnostics.find(({ code }) => code === 'two-humps')!;
    expect(note.message).toMatch(
      /^kernel has two humps, \d+ boots around (79|80)\.\d+ ms and \d+ boots around 9[12]\./,
    );
    expect(note.input).toBe('a.ndjson');
  });
  it('are in the rows of a summary and of both sides of a comparison', () => {
    const report = reportOf(...boots);
    const diff = diffReports(report, report, DEFAULT_COMPARE).rows.find(({ name }) => name === 'kernel')!;
    expect(diff.baseHumps).toEqual(report.summary!.find(({ name }) => name === 'kernel')!.humps);
    expect(diff.headHumps).toEqual(diff.baseHumps);
    expect(diff.baseHumps![0].n + diff.baseHumps![1].n).toBe(20);
  });
  it('of many inputs are said of their folder, or of none', () => {
    const inputOf = (...names: string[]) => {
      const spread = boots.map((boot, at) => ({ ...boot, input: names[at % names.length]! }));
      return reportOf(...spread).diagnostics.find(({ code }) => code === 'two-humps')!.input;
    };
    expect(inputOf('runs/1', 'runs/2')).toBe('runs/');
    expect(inputOf('runs/1', 'b/2')).toBeNull();
    expect(inputOf('runs/1', 'runs/2', 'b/2')).toBeNull();
    expect(inputOf('1', '2')).toBeNull();
  });
  it('of the sides of a comparison are said of the side', () => {
    const other = draw(20, () => kernel(80));
    const sides = [
      ...boots.map((boot) => ({ ...boot, side: 'base' as const })),
      ...other.map((boot) => ({ ...boot, side: 'head' as const })),
    ];
    const notes = reportOf(...sides).diagnostics.filter(({ code }) => code === 'two-humps');
    expect(notes.map(({ message }) => message.split(' has ')[0])).toEqual([
      'kernel in base',
      'total in base',
    ]);
  });
});

describe('what limits a comparison', () => {
  const notes = (base: readonly Boot[], head: readonly Boot[]) =>
    diffReports(reportOf(...base), reportOf(...head), DEFAULT_COMPARE).diagnostics;

  it('one boot against one: how many it takes', () => {
    expect(notes([kernel(80)], [kernel(90)])).toMatchObject([
      { code: 'not-tested', message: expect.stringMatching(/needs at least 4 boots on each side$/) },
    ]);
  });

  it('an inconclusive row: about how many more boots', () => {
    const set = (median: number) => draw(8, () => kernel(bootTime(random, median, 0.05) / 1e6));
    const [note] = notes(set(80), set(82.5)).filter(({ code }) => code === 'more-runs');
    expect(note!.message).toMatch(
      /^inconclusive; boots on each side that should settle it.*: kernel \d+ \(has 8\)/,
    );
  });

  it('a row that some boots lack is a warning', () => {
    const short = bootOf([[0x60, 5]], { input: 'a.ndjson' });
    const found = notes([kernel(80), kernel(81)], [kernel(80), short]);
    expect(found.find(({ code }) => code === 'partial-rows')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('kernel (2 of 2 in base, 1 of 2 in head)'),
    });
  });

  it('a row that one side lacks is a warning between sets, a note between boots', () => {
    const other = bootOf([[0x60, 5]]);
    const severity = (n: number) =>
      notes(
        draw(n, () => kernel(80)),
        draw(n, () => other),
      ).find(({ code }) => code === 'one-sided')!.severity;
    expect(severity(1)).toBe('note');
    expect(severity(2)).toBe('warning');
  });

  it('nothing limits nothing', () => {
    expect(describeComparison({ rows: [], baseBoots: 0, headBoots: 0, least: 4, resolutionNs: 0 })).toEqual(
      [],
    );
    expect(describeHumps({ timelines: [], summary: null })).toEqual([]);
  });
});

describe('of rows', () => {
  /** A row of ten boots against ten, tested and settled. */
  function row(name: string, changes: Partial<DiffRow> = {}): DiffRow {
    return {
      ...{ kind: 'stage', name, baseNs: 1, headNs: 1, deltaNs: 0, deltaPct: 0, baseN: 10, headN: 10 },
      ...{ p: 0.5, pAdjusted: 1, ciNs: [0, 0], verdict: 'unchanged', neededN: null },
      ...{ baseOutliers: [], headOutliers: [], baseHumps: null, headHumps: null },
      ...changes,
    };
  }
  const open = (name: string, neededN: number, changes: Partial<DiffRow> = {}) =>
    row(name, { verdict: 'inconclusive', neededN, ...changes });
  const notes = (rows: readonly DiffRow[], boots = {}) =>
    describeComparison({ rows, baseBoots: 10, headBoots: 10, least: 5, resolutionNs: 0, ...boots }).filter(
      ({ code }) => code !== 'hidden-slow-path',
    );

  it('that are settled there is nothing to say', () => expect(notes([row('a'), row('b')])).toEqual([]));

  it('none of which was tested one note says how many boots it takes', () => {
    const single = { p: null, baseN: 1, headN: 1 };
    const boots = { baseBoots: 1, headBoots: 1 };
    const absent = row('c', { ...single, headN: 0 });
    expect(notes([row('a', single), absent], boots)).toEqual([
      {
        severity: 'note',
        code: 'not-tested',
        message:
          'one boot against one boot: differences without a verdict, since one run says nothing about the next; ' +
          'a verdict needs at least 5 boots on each side',
        input: null,
        line: null,
      },
      { severity: 'note', code: 'one-sided', message: 'measured only in base: c', input: null, line: null },
    ]);
    expect(notes([row('a', single), row('b', { baseN: 1, headN: 1 })], boots)).toEqual([]);
    expect(notes([absent], boots).map(({ code }) => code)).toEqual(['one-sided']);
  });

  it('those with too few boots for any verdict are named in one note, the others with what they need', () => {
    const rows = [
      open('a', 5, { baseN: 4 }),
      open('b', 40),
      open('c', 5, { headN: 3 }),
      open('d', 999, { baseN: 5, headN: 9 }),
      open('e', 1000),
    ];
    const more = notes(rows).filter(({ code }) => code === 'more-runs');
    expect(more.map(({ message }) => message)).toEqual([
      'a, c: a verdict needs at least 5 boots on each side',
      'inconclusive; boots on each side that should settle it, by what was seen: ' +
        'b 40 (has 10), d 999 (has 5), e 1000 or more (has 10)',
    ]);
  });

  it('those that some boots lack are named, but no gaps and none that a whole side lacks', () => {
    const rows = [
      row('a', { baseN: 9 }),
      row('b', { headN: 1 }),
      row('c..d', { kind: 'gap', headN: 2 }),
      row('e', { baseN: 0, headN: 3 }),
      row('f', { baseN: 3, headN: 0 }),
    ];
    const found = notes(rows);
    expect(found.map(({ severity, code, message }) => [severity, code, message])).toEqual([
      [
        'warning',
        'partial-rows',
        'not every boot has these rows, and those without are not compared: ' +
          'a (9 of 10 in base, 10 of 10 in head), b (10 of 10 in base, 1 of 10 in head)',
      ],
      ['warning', 'one-sided', 'measured only in base: f'],
      ['warning', 'one-sided', 'measured only in head: e'],
    ]);
  });

  it('those that one side lacks are a note where a side has one boot', () => {
    const severities = (baseBoots: number, headBoots: number) =>
      notes([row('a', { baseN: 0 }), row('b', { baseN: 0 })], { baseBoots, headBoots })
        .filter(({ code }) => code === 'one-sided')
        .map(({ severity, message }) => [severity, message]);
    expect(severities(1, 10)).toEqual([['note', 'measured only in head: a, b']]);
    expect(severities(10, 1)).toEqual([['note', 'measured only in head: a, b']]);
    expect(severities(2, 2)).toEqual([['warning', 'measured only in head: a, b']]);
  });

  const all = (rows: readonly DiffRow[], resolutionNs = 0) =>
    describeComparison({ rows, baseBoots: 10, headBoots: 10, least: 5, resolutionNs }).map(
      ({ severity, code, message }) => [severity, code, message],
    );

  it('that are unchanged: how large a slow path could still hide', () => {
    expect(all([row('a', { headN: 25 }), row('b', { headN: 30 })])).toEqual([
      [
        'note',
        'hidden-slow-path',
        'unchanged rows: up to 1 boot in 8 of head could still be slow without having been seen (95 %, 25 boots)',
      ],
    ]);
  });

  it('with a slow path on one side: whose boots, by how much, and that a row that moved as a whole has none', () => {
    const slowShare = { base: 0, head: 0.4, sizeNs: 24_000_000, p: 0.0123 };
    const path = row('kernel', { verdict: 'regression', slowShare });
    const message =
      'kernel: 4 of 10 boots in head and 0 of 10 in base take a path that is 24.000 ms slower (p 0.012)';
    expect(all([path])).toEqual([['warning', 'slow-path', message]]);
    expect(all([{ ...path, verdict: 'inconclusive', neededN: 20 }])[0]).toEqual([
      'note',
      'slow-path',
      message,
    ]);
    expect(all([{ ...path, deltaNs: 20_000_000 }])).toEqual([]);
    expect(all([row('kernel', { verdict: 'regression', slowShare: { ...slowShare, p: 0.6 } })])).toEqual([]);
  });

  it('that a coarse clock leaves open: what helps', () => {
    const open = row('kernel', { verdict: 'inconclusive' });
    expect(all([open], 10_000_000)).toEqual([
      [
        'note',
        'coarse-clock',
        'all times are whole multiples of 10.000 ms, so a smaller change of kernel can show as none; ' +
          'more boots do not help, a finer clock or --floor 10.000ms does',
      ],
    ]);
  });
});
