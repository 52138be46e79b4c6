import { describe, expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { analyse } from '../../src/reports/boots.js';
import { checkReport } from '../../src/reports/check.js';
import { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
import { kernel, OPTIONS, reportOf, rowOf } from '../helpers/kernel-boots.js';
import { bootOf } from '../stages/build-boot.js';
import { BASE, SAME, SLOW } from '../stats/golden.js';

describe('boots that are not to be counted', () => {
  const crashed: Boot = { ...kernel(500), stop: { reason: 'crash', detail: null } };
  const warmup: Boot = { ...kernel(400), warmup: true };

  it('are kept and named, and change no statistic', () => {
    const { timelines, summary, diagnostics } = reportOf(warmup, kernel(80), crashed, kernel(90));
    expect(timelines).toHaveLength(4);
    expect(summary!.find(({ name }) => name === 'total')).toMatchObject({ n: 2, maxNs: 100_000_000 });
    expect(diagnostics.map(({ code }) => code)).toEqual(['warmup-boots', 'failed-boots']);
  });

  it('change no comparison', () => {
    const report = diffReports(reportOf(warmup, kernel(80)), reportOf(kernel(90), crashed), DEFAULT_COMPARE);
    expect(rowOf(report, 'kernel')).toMatchObject({ baseNs: 80e6, headNs: 90e6, baseN: 1, headN: 1 });
    expect(report.marks.at(-1)).toMatchObject({ code: 0x41, baseNs: 90e6, headNs: 100e6 });
  });

  it('leave nothing when none is left', () => {
    const report = reportOf(crashed, crashed);
    expect(report.summary).toEqual([]);
    expect(diffReports(report, report, DEFAULT_COMPARE)).toMatchObject({
      rows: [{ kind: 'failed', baseN: 2, headN: 2, baseBoots: 2, headBoots: 2 }],
      verdict: 'inconclusive',
    });
  });
});

describe('boots of two sides', () => {
  const sides = (looks?: number): Boot[] =>
    BASE.flatMap((ms, at) => {
      const provenance =
        looks === undefined ? null : { boottrace: '', engine: '', guest: {}, host: {}, looks };
      return [
        { ...kernel(ms), side: 'base' as const, provenance },
        { ...kernel(SLOW[at]!), side: 'head' as const, provenance },
      ];
    });

  it('are summarised apart, and head is judged against base as diff judges', () => {
    const { summary, comparison, timelines } = reportOf(...sides());
    expect(timelines).toHaveLength(20);
    expect(summary!.map(({ side, name, n }) => [side, name, n])).toEqual([
      ...['setup', 'kernel', 'total'].map((name) => ['base', name, 10]),
      ...['setup', 'kernel', 'total'].map((name) => ['head', name, 10]),
    ]);
    const apart = diffReports(reportOf(...BASE.map(kernel)), reportOf(...SLOW.map(kernel)), DEFAULT_COMPARE);
    expect(comparison!.rows).toEqual(apart.rows);
    expect(comparison!.verdict).toBe('regression');
    expect(reportOf(kernel(1), kernel(2)).comparison).toBeUndefined();
  });

  it('do not count a warm-up because it is alone on its side', () => {
    const { comparison, summary } = reportOf(
      { ...kernel(80), side: 'base', warmup: true },
      { ...kernel(80), side: 'head' },
    );
    expect(comparison!.rows.map(({ baseN, headN }) => [baseN, headN])).toEqual(Array(3).fill([0, 1]));
    expect(summary!.map(({ side }) => side)).toEqual(['head', 'head', 'head']);
  });

  it('pay for every look that was planned at them', () => {
    const [once, thrice] = [reportOf(...sides()), reportOf(...sides(3))].map(
      ({ comparison }) => comparison!.rows.find(({ name }) => name === 'kernel')!.pAdjusted!,
    );
    expect(thrice! / once!).toBeCloseTo(3, 3);
  });

  it('are judged with the options given, and their notes are said once', () => {
    const compare = { ...DEFAULT_COMPARE, relativeFloor: 0.5 };
    const boots = sides().slice(0, 4);
    const report = analyse([{ boots, diagnostics: [] }], { ...OPTIONS, compare });
    expect(report.comparison!.verdict).not.toBe('regression');
    expect(report.diagnostics.filter(({ code }) => code === 'more-runs')).toHaveLength(1);
  });
});

describe('analyse', () => {
  it('numbers boots over all readings, and keeps what reading found before its own notes', () => {
    const found = { severity: 'warning', code: 'torn-line', message: 'torn', input: 'a', line: 1 } as const;
    const report = analyse(
      [
        { boots: [kernel(1), bootOf([[0x40, 5]])], diagnostics: [found] },
        { boots: [kernel(3)], diagnostics: [] },
      ],
      OPTIONS,
    );
    expect(report.timelines.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(report.diagnostics.map(({ code }) => code)).toEqual(['torn-line', 'unfinished-boots']);
    expect(report).toMatchObject({ command: 'report', table: BUILT_IN_TABLE });
  });

  it('summarises several boots, each row over the boots that have it', () => {
    const { summary } = reportOf(kernel(80), kernel(90), { ...bootOf([[0x01, 5]]), vmmStartNs: 7 });
    expect(summary!.map(({ name, kind, n, medianNs }) => [name, kind, n, medianNs])).toEqual([
      ['vmm', 'vmm', 1, 7],
      ['setup', 'setup', 3, 10_000_000],
      ['firmware', 'stage', 0, null],
      ['kernel', 'stage', 2, 85_000_000],
      ['total', 'total', 3, 90_000_000],
    ]);
    expect(summary![2]).toMatchObject({ stddevNs: null, minNs: null, maxNs: null });
    expect(summary![3]).toMatchObject({
      meanNs: 85e6,
      stddevNs: 7_071_068,
      minNs: 80e6,
      maxNs: 90e6,
      p95Ns: 89.5e6,
      ciNs: null,
      outliers: [],
    });
  });

  it('has no summary of one boot or none', () => {
    expect(reportOf(kernel(1)).summary).toBeNull();
    expect(reportOf()).toMatchObject({ timelines: [], summary: null, diagnostics: [] });
  });

  it('gives whole nanoseconds only', () => {
    const { summary } = reportOf(...BASE.map((ms) => kernel(ms * 1.0000001)));
    const times = summary!.flatMap((row) => [
      row.medianNs,
      row.meanNs,
      row.stddevNs,
      row.p95Ns,
      ...(row.ciNs ?? []),
    ]);
    expect(times.every((time) => Number.isInteger(time))).toBe(true);
  });

  it('bounds its notes', () => {
    const { diagnostics } = reportOf(...Array.from({ length: 150 }, () => bootOf([[0x41, 5]])));
    expect(diagnostics).toHaveLength(101);
    expect(diagnostics.at(-1)).toMatchObject({
      code: 'kernel-entry-missing',
      message: '50 more of these',
      input: null,
    });
  });

  it('counts noise when asked to', () => {
    const burst = bootOf([0xff, 0x11, 0x30, 0x04, 0x01, 0x11, 0x38, 0x02].map((code, at) => [code, at * 20]));
    expect(reportOf(burst).timelines[0]!.totalNs).toBe(0);
    const kept = analyse([{ boots: [burst], diagnostics: [] }], { ...OPTIONS, keepNoise: true });
    expect(kept.timelines[0]!.totalNs).toBe(140_000);
  });
});

describe('diffReports', () => {
  it('finds the regression of the worked example, and nothing where there is nothing', () => {
    const base = reportOf(...BASE.map(kernel));
    const slow = diffReports(base, reportOf(...SLOW.map(kernel)), DEFAULT_COMPARE);
    expect(rowOf(slow, 'kernel')).toMatchObject({
      kind: 'stage',
      baseNs: 80_695_000,
      headNs: 86_000_000,
      deltaNs: 5_210_000,
      baseN: 10,
      headN: 10,
      ciNs: [4_180_000, 6_180_000],
      verdict: 'regression',
    });
    expect(rowOf(slow, 'kernel')!.deltaPct).toBeCloseTo((5.21 / 80.695) * 100, 9);
    expect(slow.verdict).toBe('regression');
    expect(diffReports(base, reportOf(...SAME.map(kernel)), DEFAULT_COMPARE).verdict).toBe('unchanged');
  });

  it('gives one boot against one boot deltas, not verdicts', () => {
    const diff = diffReports(reportOf(kernel(80)), reportOf(kernel(90)), DEFAULT_COMPARE);
    expect(
      diff.rows.every((row) => row.verdict === 'not-tested' && row.p === null && row.ciNs === null),
    ).toBe(true);
    expect(rowOf(diff, 'kernel')).toMatchObject({ deltaNs: 10_000_000, deltaPct: 12.5 });
    expect(diff.verdict).toBe('not-tested');
    expect(diff.diagnostics.map(({ code }) => code)).toEqual(['not-tested']);
  });

  it('has null on a side that lacks a row, and says so', () => {
    const diff = diffReports(
      reportOf(kernel(80)),
      reportOf(
        bootOf([
          [0x01, 5],
          [0x02, 5],
          [0x40, 10_000],
          [0x41, 20_000],
        ]),
      ),
      DEFAULT_COMPARE,
    );
    expect(diff.rows.map((row) => row.name)).toEqual([
      'setup',
      'firmware',
      'firmware..kernel',
      'kernel',
      'total',
    ]);
    expect(rowOf(diff, 'firmware')).toMatchObject({
      baseNs: null,
      headNs: 0,
      deltaNs: null,
      deltaPct: null,
      baseN: 0,
      headN: 1,
    });
    expect(diff.diagnostics.find(({ code }) => code === 'one-sided')?.message).toBe(
      'measured only in head: firmware, firmware..kernel',
    );
  });

  it('has no percentage of nothing', () => {
    const diff = diffReports(
      reportOf(
        bootOf([
          [0x40, 5],
          [0x41, 5],
        ]),
      ),
      reportOf(
        bootOf([
          [0x40, 5],
          [0x41, 6],
        ]),
      ),
      DEFAULT_COMPARE,
    );
    expect(rowOf(diff, 'kernel')).toMatchObject({ baseNs: 0, headNs: 1000, deltaNs: 1000, deltaPct: null });
  });

  it('compares codes by occurrence', () => {
    const base = reportOf(
      bootOf([
        [0x40, 10],
        [0x41, 20],
        [0x40, 30],
        [0x60, 44],
      ]),
      bootOf([
        [0x40, 12],
        [0x60, 44],
      ]),
    );
    const head = reportOf(
      bootOf([
        [0x40, 15],
        [0x60, 40],
      ]),
    );
    expect(diffReports(base, head, DEFAULT_COMPARE).marks).toEqual([
      { code: 0x40, occurrence: 1, baseNs: 11_000, headNs: 15_000, deltaNs: 4000 },
      { code: 0x41, occurrence: 1, baseNs: 20_000, headNs: null, deltaNs: null },
      { code: 0x40, occurrence: 2, baseNs: 30_000, headNs: null, deltaNs: null },
      { code: 0x60, occurrence: 1, baseNs: 44_000, headNs: 40_000, deltaNs: -4000 },
    ]);
  });

  it('says how many boots a verdict needs', () => {
    const diff = diffReports(
      reportOf(kernel(80), kernel(81)),
      reportOf(kernel(90), kernel(91)),
      DEFAULT_COMPARE,
    );
    expect(diff.verdict).toBe('inconclusive');
    const note = diff.diagnostics.find(({ code }) => code === 'more-runs');
    expect(note!.message).toBe(
      'before the first code, kernel, total: a verdict needs at least 4 boots on each side',
    );
  });

  it('compares nothing with nothing', () => {
    expect(diffReports(reportOf(), reportOf(), DEFAULT_COMPARE)).toMatchObject({
      rows: [],
      marks: [],
      verdict: 'not-tested',
    });
  });
});

describe('checkReport', () => {
  const assertions = parseAssertions({ max: ['kernel=85ms'] }, { table: BUILT_IN_TABLE, statistic: 'each' });

  it('passes when all assertions hold', () => {
    expect(checkReport({ report: reportOf(kernel(80)), assertions, baseline: null })).toMatchObject({
      command: 'check',
      passed: true,
    });
    expect(checkReport({ report: reportOf(kernel(90)), assertions, baseline: null }).passed).toBe(false);
    expect(checkReport({ report: reportOf(), assertions, baseline: null }).passed).toBe(false);
  });

  it('judges every boot but warm-ups', () => {
    const warmup: Boot = { ...kernel(400), warmup: true };
    const check = (...boots: Boot[]) =>
      checkReport({ report: reportOf(...boots), assertions, baseline: null });
    expect(check(warmup, kernel(80))).toMatchObject({ passed: true, results: [{ values: [80e6] }] });
    expect(check({ ...kernel(400), stop: { reason: 'timeout', detail: null } }, kernel(80)).passed).toBe(
      false,
    );
    expect(check(warmup)).toMatchObject({ passed: false, results: [{ values: [] }] });
  });

  function against(base: readonly number[], head: readonly number[]) {
    const report = reportOf(...head.map(kernel));
    const baseline = {
      report: reportOf(...base.map(kernel)),
      options: DEFAULT_COMPARE,
      failOn: 'regression',
    } as const;
    return checkReport({ report, assertions: [], baseline });
  }

  it('fails on a regression against a baseline, row by row', () => {
    const result = against(BASE, SLOW);
    expect(result.passed).toBe(false);
    expect(result.results.find(({ assertion }) => assertion === 'baseline kernel')).toMatchObject({
      passed: false,
      actual: 86_000_000,
      values: SLOW.map((ms) => Math.round(ms * 1e6)),
      message: expect.stringMatching(/^regression: expected about 80\.695 ms .*, found 86 ms/),
    });
    expect(result.results.find(({ assertion }) => assertion === 'baseline setup')?.passed).toBe(true);
    expect(against(BASE, SAME).passed).toBe(true);
    expect(against([80], [90]).passed).toBe(true);
  });

  it('does not pass when there was nothing to compare', () => {
    expect(against(BASE, [])).toMatchObject({
      passed: false,
      results: [{ assertion: 'baseline', actual: null }],
    });
  });
});
