import { expect, it } from 'vitest';
import { junitReporter } from '../../../src/reporters/ci/junit.js';
import type { TestableReport } from '../../../src/reporters/ci/test-cases.js';
import { readJunit } from '../consumers.js';
import { PLAIN, SAMPLE_REPORTS } from '../sample-reports.js';

function write(name: string): string {
  return [...junitReporter.render(SAMPLE_REPORTS[name] as TestableReport, PLAIN)].join('');
}

it('assertions are cases with their time in seconds; a failure says why, in both places that readers look', () => {
  const cases = readJunit(write('check'));
  expect(cases.map(({ suite, name, outcome }) => [suite, name, outcome])).toEqual([
    ['check', 'max kernel=1ms (median)', 'failure'],
    ['check', 'max total=10s (median)', 'passed'],
    ['check', 'max vmm=1s (median)', 'passed'],
    ['check', 'require 0x40,0x99', 'failure'],
  ]);
  expect(cases[0]!.time).toMatch(/^0\.34\d{7}$/);
  expect(cases[3]!.time).toBeNull();
  expect(cases[0]!.text).toContain('expected kernel at most 1 ms');
  expect(write('check')).toContain('<failure message="expected kernel at most 1 ms');
});

it('rows of a comparison that have no verdict are skipped', () => {
  const single = readJunit(write('diff of single boots'));
  expect(single.filter(({ outcome }) => outcome === 'failure').map(({ name }) => name)).toEqual([
    'firmware',
    'kernel',
  ]);
  expect(single.every(({ outcome }) => outcome === 'skipped' || outcome === 'failure')).toBe(true);
  expect(readJunit(write('diff')).filter(({ outcome }) => outcome === 'failure').length).toBeGreaterThan(3);
});

it('nothing is a document too', () => {
  expect(readJunit(write('parse of nothing'))).toEqual([]);
  expect(readJunit(write('diff of nothing'))).toEqual([]);
});

it('what failed has a type, what was skipped has none; what passed says what was found', () => {
  const text = write('diff of single boots') + write('check');
  expect(text).toMatch(/<failure message="[^"]+" type="boottrace">/);
  expect(text).not.toMatch(/<skipped message="[^"]+" type/);
  expect(write('check')).toMatch(/<system-out>[^<]+<\/system-out>/);
  expect(text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n')).toBe(true);
});

it('seconds have nine digits behind the point, and are never less than nothing', () => {
  const timeOf = (actual: number) => {
    const results = [
      { assertion: 'a', passed: true, unit: 'ns' as const, actual, limit: null, values: [], message: '' },
    ];
    const given = { ...SAMPLE_REPORTS['check']!, results } as TestableReport;
    return [...junitReporter.render(given, PLAIN)].join('');
  };
  expect(timeOf(1_000_000_005)).toContain('name="a" time="1.000000005"/>\n');
  expect(timeOf(-5)).toContain('time="0.000000000"');
});
