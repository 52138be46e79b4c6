/** Sets of boots through the pipeline: what is said of one, and of two that are compared. One boot is in pipeline.test.ts. */
import { describe, expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { analyse } from '../../src/reports/boots.js';
import { checkReport } from '../../src/reports/check.js';
import { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { Boot } from '../../src/trace/boot.js';
import type { Diagnostic } from '../../src/trace/diagnostic.js';
import type { BootsReport } from '../../src/trace/report/report.js';
import { bootBy } from '../checks/provenances.js';
import { kernel, OPTIONS, reportOf, rowOf } from '../helpers/kernel-boots.js';
import { bootOf, codeAt } from '../stages/build-boot.js';
import { BASE, SLOW } from '../stats/golden.js';

describe('what is said of a set of boots', () => {
  const torn = (line: number): Diagnostic => ({
    severity: 'warning',
    code: 'torn-line',
    message: 'torn',
    input: 'a',
    line,
  });

  it('is all that its reader found, and of a run so many of each kind', () => {
    const diagnostics = Array.from({ length: 150 }, (_, at) => torn(at + 1));
    const codesOf = (command: 'run' | 'report' | 'parse') =>
      analyse([{ boots: [kernel(1)], diagnostics }], { ...OPTIONS, command }).diagnostics;
    expect(codesOf('report')).toEqual(diagnostics);
    expect(codesOf('parse')).toEqual(diagnostics);
    expect(codesOf('run')).toEqual([
      ...diagnostics.slice(0, 100),
      { severity: 'note', code: 'torn-line', message: '50 more of these', input: null, line: null },
    ]);
    const hundred = diagnostics.slice(0, 100);
    expect(
      analyse([{ boots: [], diagnostics: hundred }], { ...OPTIONS, command: 'run' }).diagnostics,
    ).toEqual(hundred);
  });

  it('names conditions that were not alike where the set is reported as one', () => {
    const boots = [bootBy({}), bootBy({ host: { kernel: '7.0' } })];
    const found = (command: 'run' | 'report' | 'parse') =>
      analyse([{ boots, diagnostics: [] }], { ...OPTIONS, command }).diagnostics.filter(
        ({ code }) => code === 'mixed-conditions',
      );
    expect(found('report')).toEqual([
      {
        severity: 'warning',
        code: 'mixed-conditions',
        message: expect.stringMatching(
          /^the boots were taken under different conditions: host kernel: 6\.12\.48 first, 7\.0 later$/,
        ),
        input: null,
        line: null,
      },
    ]);
    expect([...found('run'), ...found('parse')]).toEqual([]);
  });

  it('warns of boots whose clocks differ, within a set and between two', () => {
    const other: Boot = { ...kernel(80), clock: 'guest-monotonic' };
    const codesOf = ({ diagnostics }: { diagnostics: readonly Diagnostic[] }) =>
      diagnostics.map(({ code }) => code);
    expect(codesOf(reportOf(kernel(80), other))).toEqual(['different-clocks']);
    const diff = diffReports(reportOf(kernel(80)), reportOf(other), DEFAULT_COMPARE);
    expect(codesOf(diff)).toEqual(['different-clocks', 'not-tested']);
  });
});

describe('two humps', () => {
  const LOW = [80.1, 80.4, 79.9, 80.2, 80];
  const HIGH = [92.1, 92.6, 91.8, 92.3, 92.2];
  const humps = [
    { n: 5, medianNs: 80_100_000 },
    { n: 5, medianNs: 92_200_000 },
  ];

  it('of a row are in its summary, and said', () => {
    const { summary, diagnostics } = reportOf(...[...LOW, ...HIGH].map(kernel));
    expect(summary!.find(({ name }) => name === 'kernel')!.humps).toEqual(humps);
    expect(summary!.find(({ name }) => name === 'setup')!.humps).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['two-humps', 'two-humps']);
  });

  it('of a side are in the comparison, and said of that side', () => {
    const two = reportOf(...[...LOW, ...HIGH].map(kernel));
    const one = reportOf(...BASE.map(kernel));
    expect(rowOf(diffReports(two, one, DEFAULT_COMPARE), 'kernel')).toMatchObject({
      baseHumps: humps,
      headHumps: null,
    });
    expect(rowOf(diffReports(one, two, DEFAULT_COMPARE), 'kernel')).toMatchObject({
      baseHumps: null,
      headHumps: humps,
    });
    const sided = reportOf(
      ...[...LOW, ...HIGH].map((ms): Boot => ({ ...kernel(ms), side: 'head' })),
      ...BASE.map((ms): Boot => ({ ...kernel(ms), side: 'base' })),
    );
    const notes = sided.diagnostics.filter(({ code }) => code === 'two-humps');
    expect(notes.map(({ message }) => message.split(' has ')[0])).toEqual([
      'kernel in head',
      'total in head',
    ]);
  });
});

describe('a comparison', () => {
  it('has the rows that base alone has, in their place and without a difference', () => {
    const base = reportOf(
      bootOf([
        [0x01, 5],
        [0x1f, 7],
        [0x40, 10_000],
        [0x41, 20_000],
      ]),
    );
    const { rows, diagnostics } = diffReports(base, reportOf(kernel(80)), DEFAULT_COMPARE);
    expect(rows.map(({ name }) => name)).toEqual([
      'setup',
      'firmware',
      'firmware..kernel',
      'kernel',
      'total',
    ]);
    expect(rows[1]).toMatchObject({
      kind: 'stage',
      baseNs: 2000,
      headNs: null,
      deltaNs: null,
      deltaPct: null,
      baseN: 1,
      headN: 0,
    });
    expect(diagnostics.find(({ code }) => code === 'one-sided')?.message).toBe(
      'measured only in base: firmware, firmware..kernel',
    );
  });

  it('names the outliers of each side', () => {
    const diff = diffReports(reportOf(...BASE.map(kernel)), reportOf(...SLOW.map(kernel)), DEFAULT_COMPARE);
    expect(rowOf(diff, 'kernel')).toMatchObject({ baseOutliers: [95_400_000], headOutliers: [] });
    const back = diffReports(reportOf(...SLOW.map(kernel)), reportOf(...BASE.map(kernel)), DEFAULT_COMPARE);
    expect(rowOf(back, 'kernel')).toMatchObject({ baseOutliers: [], headOutliers: [95_400_000] });
  });

  it('has the findings of both sides before its own, and the table of head', () => {
    const found = (input: string): Diagnostic => ({
      severity: 'warning',
      code: 'torn-line',
      message: 'torn',
      input,
      line: 1,
    });
    const side = (input: string) => analyse([{ boots: [kernel(80)], diagnostics: [found(input)] }], OPTIONS);
    const table = { ...BUILT_IN_TABLE };
    const diff = diffReports(side('a'), { ...side('b'), table }, DEFAULT_COMPARE);
    expect(diff.diagnostics.map(({ code, input }) => [code, input])).toEqual([
      ['torn-line', 'a'],
      ['torn-line', 'b'],
      ['not-tested', null],
    ]);
    expect(diff.table).toBe(table);
    expect(diff.command).toBe('diff');
  });

  it('asks for more boots where somebody is to look more than once', () => {
    const looking = (ms: number, looks?: number): Boot => ({
      ...kernel(ms),
      provenance: {
        boottrace: '',
        engine: '',
        guest: {},
        host: {},
        ...(looks === undefined ? {} : { looks }),
      },
    });
    const noteOf = (...looks: readonly (number | undefined)[]) =>
      diffReports(
        reportOf(looking(80, looks[0])),
        reportOf(looking(90, looks[1])),
        DEFAULT_COMPARE,
      ).diagnostics.at(-1)!.message;
    expect(noteOf()).toContain('at least 4 boots');
    expect(noteOf(1, 1)).toContain('at least 4 boots');
    expect(noteOf(1, 100)).toBe(noteOf(100, 1));
    expect(Number(/at least (\d+) boots/.exec(noteOf(1, 100))?.[1])).toBeGreaterThan(5);
  });

  it('puts marks in order of base, else of head, then by code and by occurrence', () => {
    const base = reportOf(
      bootOf([
        [0x42, 10],
        [0x41, 10],
        [0x50, 30],
        [0x50, 30],
      ]),
    );
    const head = reportOf(
      bootOf([
        [0x60, 20],
        [0x41, 90],
      ]),
    );
    const order = diffReports(base, head, DEFAULT_COMPARE).marks.map((mark) => [
      'code' in mark && mark.code,
      mark.occurrence,
    ]);
    expect(order).toEqual([
      [0x41, 1],
      [0x42, 1],
      [0x60, 1],
      [0x50, 1],
      [0x50, 2],
    ]);
  });

  it('gives whole nanoseconds of what lies between two', () => {
    const boots = [
      [1, 4],
      [2, 5],
      [4, 9],
      [5, 11],
      [6, 16],
      [9, 20],
    ];
    const side = (scale: number, at: number) =>
      reportOf(
        ...boots.map((times) =>
          bootOf([], {
            events: [
              { ...codeAt(0x40, 0), timeNs: 0 },
              { ...codeAt(0x41, 0), timeNs: 1_000_000 * scale + times[at]! },
            ],
          }),
        ),
      );
    const diff = diffReports(side(1, 0), side(2, 1), DEFAULT_COMPARE);
    const row = rowOf(diff, 'kernel')!;
    expect([row.baseNs, row.headNs, row.deltaNs, ...row.ciNs!].every(Number.isInteger)).toBe(true);
    expect(diff.marks.every(({ deltaNs }) => Number.isInteger(deltaNs))).toBe(true);
    expect(row).toMatchObject({ baseNs: 1_000_005, headNs: 2_000_010 });
  });
});

describe('a check against a baseline', () => {
  const baseline = (report: BootsReport) =>
    ({ report, options: DEFAULT_COMPARE, failOn: 'regression' }) as const;
  const found: Diagnostic = { severity: 'warning', code: 'torn-line', message: 'torn', input: 'b', line: 1 };

  it('says what the comparison says, and without one what its report says', () => {
    const report = analyse([{ boots: SLOW.map(kernel), diagnostics: [found] }], OPTIONS);
    expect(checkReport({ report, assertions: [], baseline: null }).diagnostics).toEqual([found]);
    const other = analyse([{ boots: BASE.map(kernel), diagnostics: [{ ...found, input: 'a' }] }], OPTIONS);
    const { diagnostics } = checkReport({ report, assertions: [], baseline: baseline(other) });
    expect(diagnostics.slice(0, 2).map(({ input }) => input)).toEqual(['a', 'b']);
  });

  it('holds only when the assertions hold too', () => {
    const assertions = parseAssertions(
      { max: ['kernel=85ms'] },
      { table: BUILT_IN_TABLE, statistic: 'median' },
    );
    const same = reportOf(...SLOW.map(kernel));
    const result = checkReport({ report: same, assertions, baseline: baseline(same) });
    expect(result.passed).toBe(false);
    expect(result.results.map(({ passed }) => passed)).toEqual([false, true, true, true]);
  });
});
