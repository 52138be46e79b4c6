import { expect, it } from 'vitest';
import { tapReporter } from '../../../src/reporters/ci/tap.js';
import type { TestableReport } from '../../../src/reporters/ci/test-cases.js';
import { readTap } from '../consumers.js';
import { PLAIN, SAMPLE_REPORTS } from '../sample-reports.js';

function write(name: string): string {
  return [...tapReporter.render(SAMPLE_REPORTS[name] as TestableReport, PLAIN)].join('');
}

it('assertions are points with a block that says what was found', () => {
  const points = readTap(write('check'));
  expect(points.map(({ ok, id, name }) => [ok, id, name])).toEqual([
    [false, 1, 'check: max kernel=1ms (median)'],
    [true, 2, 'check: max total=10s (median)'],
    [true, 3, 'check: max vmm=1s (median)'],
    [false, 4, 'check: require 0x40,0x99'],
  ]);
  expect(points[0]!.diag).toMatchObject({ message: expect.stringContaining('expected kernel at most 1 ms') });
  expect(points[1]!.time).toBeGreaterThan(400);
});

it('what was not judged is skipped, with the reason', () => {
  const [vmm] = readTap(write('diff of single boots'));
  expect(vmm).toMatchObject({ ok: true, skip: expect.stringContaining('not-tested: median 0.758 ms') });
});

it('notes are comments', () => {
  expect(write('diff of single boots')).toMatch(/^# note: one boot against one boot/m);
});

it('nothing to judge is a plan of none', () => {
  expect(write('diff of nothing')).toBe('TAP version 14\n1..0 # SKIP nothing to judge\n');
  expect(readTap(write('diff of nothing'))).toEqual([]);
});

it('a comment says where it is about, as far as that is known', () => {
  const commentOf = (place: { input: string | null; line: number | null }) => {
    const diagnostics = [{ severity: 'warning', code: 'x', message: 'words', ...place }] as const;
    const given = { ...(SAMPLE_REPORTS['diff of nothing'] as TestableReport), diagnostics };
    return [...tapReporter.render(given as TestableReport, PLAIN)].find((line) => line.startsWith('#'));
  };
  expect(commentOf({ input: 'a.log', line: 7 })).toBe('# warning: a.log:7: words\n');
  expect(commentOf({ input: 'a.log', line: null })).toBe('# warning: a.log: words\n');
  expect(commentOf({ input: null, line: null })).toBe('# warning: words\n');
});

it('durations are in milliseconds, and absent where there is none', () => {
  const text = write('report of one boot');
  expect(text).toContain(
    'ok 2 - boot 1: test.log: setup\n  ---\n  message: "11.2 ms"\n  duration_ms: 11.2\n  ...\n',
  );
  expect(write('doctor')).not.toContain('duration_ms');
});

it('nothing in a name is taken for a directive', () => {
  const results = [
    {
      assertion: 'a # SKIP b \\',
      passed: true,
      unit: 'ns' as const,
      actual: null,
      limit: null,
      values: [],
      message: '',
    },
  ];
  const given = { ...SAMPLE_REPORTS['check']!, results } as TestableReport;
  const [point] = readTap([...tapReporter.render(given, PLAIN)].join(''));
  expect(point).toMatchObject({ ok: true, name: 'check: a # SKIP b \\' });
  expect(point!.skip ?? false).toBe(false);
});
