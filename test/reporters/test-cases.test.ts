import { describe, expect, it } from 'vitest';
import { type TestableReport, testSuites } from '../../src/reporters/test-cases.js';
import type { DiffReport } from '../../src/trace/report.js';
import { SAMPLE_REPORTS } from './sample-reports.js';

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
      message: expect.stringMatching(/^crash: =cmd/),
    });
    expect(cases('parse of a boot without codes')).toEqual([
      { name: 'boot', outcome: 'skipped', timeNs: null, message: 'no code that counts' },
    ]);
  });
});

it('a row of a comparison fails for a regression alone', () => {
  const kernel = cases('diff').find(({ name }) => name === 'kernel')!;
  expect(kernel.outcome).toBe('failed');
  expect(kernel.message).toMatch(
    /^regression: median 344\.\d+ ms \(10 boots\) before, 41\d\.\d+ ms \(10 boots\) after, \+20\.0 %, p 0\.000\d$/,
  );
  expect(cases('diff of single boots').map(({ outcome }) => outcome)).not.toContain('failed');
  expect(cases('diff of single boots').every(({ outcome }) => outcome === 'skipped')).toBe(true);
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
  const rows = [{ ...diff.rows[0]!, verdict: 'inconclusive', neededN: 34 } as const];
  const [suite] = [...testSuites({ ...diff, rows })];
  expect(suite!.cases[0]).toMatchObject({
    outcome: 'skipped',
    message: expect.stringMatching(/needs 34 boots or more on each side$/),
  });
});
