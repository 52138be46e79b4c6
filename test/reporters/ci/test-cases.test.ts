import { describe, expect, it } from 'vitest';
import { type TestableReport, testSuites } from '../../../src/reporters/ci/test-cases.js';
import type { Stop } from '../../../src/trace/boot.js';
import type { DiffReport } from '../../../src/trace/report/report.js';
import { DIFF_ROW } from '../every-kind.js';
import { reading, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

function suites(name: string) {
  return [...testSuites(SAMPLE_REPORTS[name] as TestableReport)];
}

function cases(name: string) {
  return suites(name).flatMap((suite) => suite.cases);
}

describe('boots', () => {
  it('are suites: the boot, then its rows', () => {
    const [suite] = suites('report of one boot');
    expect(suite!.name).toBe('boot 1: test.log');
    expect(suite!.cases.slice(0, 3)).toEqual([
      { name: 'boot', outcome: 'passed', timeNs: 480_001_000, message: '480.001 ms' },
      { name: 'setup', outcome: 'passed', timeNs: 11_200_000, message: '11.2 ms' },
      { name: 'firmware', outcome: 'passed', timeNs: 2_800_000, message: '2.8 ms' },
    ]);
  });

  it('that crashed have failed, those without codes are not judged', () => {
    expect(cases('run')[0]).toMatchObject({
      outcome: 'failed',
      message: expect.stringMatching(/^failed, crash: =cmd/),
    });
    expect(cases('parse of a boot without codes')).toEqual([
      {
        name: 'boot',
        outcome: 'skipped',
        timeNs: null,
        message: 'unfinished, end: the guest was started but produced no event',
      },
    ]);
  });
});

it('a row of a comparison fails for a regression, and where it is gone', () => {
  const kernel = cases('diff').find(({ name }) => name === 'kernel')!;
  expect(kernel.outcome).toBe('failed');
  expect(kernel.message).toMatch(
    /^regression: median 344\.\d+ ms \(10 boots\) before, 41\d\.\d+ ms \(10 boots\) after, \+20\.0 %, p 0\.000\d$/,
  );
  const single = cases('diff of single boots');
  expect(single.filter(({ outcome }) => outcome === 'failed').map(({ name }) => name)).toEqual([
    'firmware',
    'kernel',
  ]);
  expect(single.some(({ outcome }) => outcome === 'passed')).toBe(false);
});

it('assertions and findings', () => {
  expect(cases('check').map(({ name, outcome }) => [name, outcome])).toEqual([
    ['max kernel=1ms (median)', 'failed'],
    ['max total=10s (median)', 'passed'],
    ['max vmm=1s (median)', 'passed'],
    ['require 0x40,0x99', 'failed'],
  ]);
  expect(cases('check')[0]!.message).toContain('expected kernel at most 1 ms, found median');
  expect(cases('doctor').map(({ outcome }) => outcome)).toEqual(['failed', 'passed', 'passed']);
  expect(cases('doctor')[0]!.message).toContain('; try: join the group kvm');
});

it('a row without a verdict says how many boots it needs', () => {
  const diff = SAMPLE_REPORTS['diff'] as DiffReport;
  const rows = [{ ...diff.rows.at(-1)!, verdict: 'inconclusive', neededN: 34 } as const];
  const [suite] = [...testSuites({ ...diff, rows })];
  expect(suite!.cases[0]).toMatchObject({
    outcome: 'skipped',
    message: expect.stringMatching(/needs 34 boots or more on each side$/),
  });
});

it('names its suites, and puts a comparison behind the boots that it is of', () => {
  expect(suites('report of two sides').at(-1)!.name).toBe('diff');
  expect(suites('report of one boot').map(({ name }) => name)).toEqual(['boot 1: test.log']);
  expect(['diff', 'check', 'doctor'].map((name) => suites(name)[0]!.name)).toEqual([
    'diff',
    'check',
    'doctor',
  ]);
});

it('a boot fails by how it ended, not by having ended', () => {
  const of = (stop: Stop | null) => {
    const [suite] = [...testSuites(report('run', [reading({ ...scaled(1), stop })]))];
    const { name, outcome, message } = suite!.cases[0]!;
    return [name, outcome, message];
  };
  expect(of({ reason: 'reset', detail: null })).toEqual(['boot', 'passed', '480.001 ms']);
  expect(of(null)).toEqual(['boot', 'passed', '480.001 ms']);
  expect(of({ reason: 'timeout', detail: null })).toEqual(['boot', 'failed', 'failed, timeout']);
  expect(of({ reason: 'crash', detail: 'triple fault' })).toEqual([
    'boot',
    'failed',
    'failed, crash: triple fault',
  ]);
});

it.each([
  [
    { deltaPct: 12.34, pAdjusted: 0.00126 },
    'regression: median 80 ms (10 boots) before, 90 ms (9 boots) after, +12.3 %, p 0.0013',
  ],
  [
    { deltaPct: -12.34, pAdjusted: null },
    'regression: median 80 ms (10 boots) before, 90 ms (9 boots) after, -12.3 %',
  ],
  [
    { deltaPct: 0, pAdjusted: null },
    'regression: median 80 ms (10 boots) before, 90 ms (9 boots) after, 0.0 %',
  ],
  [
    { deltaPct: null, pAdjusted: null, baseNs: null },
    'regression: median nothing before, 90 ms (9 boots) after',
  ],
  [
    { deltaPct: null, pAdjusted: null, headNs: null },
    'regression: median 80 ms (10 boots) before, nothing after',
  ],
])('a row says what was found: %j', (change, message) => {
  const rows = [{ ...DIFF_ROW, ...change }];
  const [suite] = [...testSuites({ ...(SAMPLE_REPORTS['diff'] as DiffReport), rows })];
  expect(suite!.cases[0]!.message).toBe(message);
});

it('a warning says that it is one', () => {
  expect(
    cases('doctor')
      .slice(1)
      .map(({ message }) => message),
  ).toEqual(['warning: not installed', 'v20']);
});
