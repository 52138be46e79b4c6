import { describe, expect, it } from 'vitest';
import { describeComparison, describeHumps } from '../../src/checks/set-notes.js';
import { analyse, diffReports } from '../../src/pipeline.js';
import { BUILT_IN_TABLE } from '../../src/stages/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
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
      { code: 'not-tested', message: expect.stringMatching(/needs at least 5 boots on each side$/) },
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
    const short = bootOf([[0x01, 5]], { input: 'a.ndjson' });
    const found = notes([kernel(80), kernel(81)], [kernel(80), short]);
    expect(found.find(({ code }) => code === 'partial-rows')).toMatchObject({
      severity: 'warning',
      message: expect.stringContaining('kernel (2 of 2 in base, 1 of 2 in head)'),
    });
  });

  it('a row that one side lacks is a warning between sets, a note between boots', () => {
    const other = bootOf([[0x01, 5]]);
    const severity = (n: number) =>
      notes(
        draw(n, () => kernel(80)),
        draw(n, () => other),
      ).find(({ code }) => code === 'one-sided')!.severity;
    expect(severity(1)).toBe('note');
    expect(severity(2)).toBe('warning');
  });

  it('nothing limits nothing', () => {
    expect(describeComparison({ rows: [], baseBoots: 0, headBoots: 0, least: 4 })).toEqual([]);
    expect(describeHumps({ timelines: [], summary: null })).toEqual([]);
  });
});
