import { expect, it } from 'vitest';
import { tapReporter } from '../../src/reporters/tap.js';
import type { TestableReport } from '../../src/reporters/test-cases.js';
import { readTap } from './consumers.js';
import { PLAIN, SAMPLE_REPORTS } from './sample-reports.js';

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
