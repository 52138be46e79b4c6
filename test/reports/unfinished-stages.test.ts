/** A boot that hung in its kernel must not pass for a fast one. */
import { expect, it } from 'vitest';
import { parseAssertions } from '../../src/checks/assertion.js';
import { analyse } from '../../src/reports/boots.js';
import { checkReport } from '../../src/reports/check.js';
import { diffReports } from '../../src/reports/comparison.js';
import { BUILT_IN_TABLE } from '../../src/stages/table/built-in-table.js';
import { DEFAULT_COMPARE } from '../../src/stats/compare.js';
import type { BootsReport } from '../../src/trace/report/report.js';
import { bootOf, type Written } from '../stages/build-boot.js';

/** Ten boots, each a little slower than the one before. */
function ten(written: readonly Written[]): BootsReport {
  const boots = Array.from({ length: 10 }, (_, at) =>
    bootOf(written.map(([code, us]): Written => [code, us + at * 100])),
  );
  return analyse([{ boots, diagnostics: [] }], {
    command: 'report',
    table: BUILT_IN_TABLE,
    keepNoise: false,
  });
}

const good = ten([
  [0x40, 40_000],
  [0x41, 150_000],
]);

const hungBoots: readonly (readonly Written[])[] = [
  [[0x40, 40_000]],
  [[0x40, 20_000]],
  [
    [0x40, 40_000],
    [0x45, 60_000],
  ],
];

it.each(hungBoots)('ten boots that hung are no improvement over ten good ones', (...written) => {
  const hung = ten(written);
  const diff = diffReports(good, hung, DEFAULT_COMPARE);
  expect(diff.verdict).not.toBe('improvement');
  expect(diff.rows.map(({ verdict }) => verdict)).not.toContain('improvement');
  expect(diff.rows.find(({ name }) => name === 'kernel')).toMatchObject({
    baseN: 10,
    headN: 0,
    headNs: null,
  });
  const baseline = { report: good, options: DEFAULT_COMPARE, failOn: 'regression' } as const;
  const { passed, results } = checkReport({ report: hung, assertions: [], baseline });
  expect(passed).toBe(false);
  expect(results.map(({ message }) => message).join()).not.toMatch(/improvement/);
});

it('boots that measured the kernel can still be an improvement', () => {
  const slow = ten([
    [0x40, 40_000],
    [0x41, 300_000],
  ]);
  expect(diffReports(slow, good, DEFAULT_COMPARE).verdict).toBe('improvement');
});

it.each([
  [
    'kernel',
    [[0x40, 40_000]],
    /but kernel was not measured in any boot: it began \(0x40 at 40 ms\), but its end was not seen/,
  ],
  ['kernel', [[0x41, 40_000]], /not measured in any boot: only one of its codes was seen \(0x41 at 40 ms\)/],
  [
    'bootloader..kernel',
    [
      [0x20, 9000],
      [0x21, 9500],
      [0x40, 40_000],
    ],
    /a stage next to it was not measured/,
  ],
  ['kernel', [[0x01, 9000]], /found no kernel in any boot/],
] as const)('a limit on %s fails and says why', (metric, written, message) => {
  const assertions = parseAssertions(
    { max: [`${metric}=150ms`] },
    { table: BUILT_IN_TABLE, statistic: 'each' },
  );
  const [result] = checkReport({ report: ten(written), assertions, baseline: null }).results;
  expect(result).toMatchObject({ passed: false, actual: null });
  expect(result!.message).toMatch(message);
});
