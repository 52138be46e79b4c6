import { expect, test } from 'vitest';
import { checkParts, diffParts } from '../../../src/reporters/markdown/judgement-parts.js';
import type { CheckReport, DiffReport } from '../../../src/trace/report/report.js';
import { DIFF_ROW } from '../every-kind.js';
import { markdownTables } from '../read-tables.js';
import { SAMPLE_REPORTS } from '../sample-reports.js';

const written = (parts: Iterable<{ open: string; lines: Iterable<string> }>) =>
  [...parts].map(({ open, lines }) => open + [...lines].join(''));

test('what changed is in the open, all rows and codes are folded away', () => {
  const diff = SAMPLE_REPORTS['diff'] as DiffReport;
  const [telling, , codes] = written(diffParts(diff));
  expect(telling).toMatch(/\| kernel \| .* \| \*\*▲ regression\*\* \|/);
  expect(telling).toContain('| total |');
  expect(telling).not.toContain('unchanged');
  expect(telling).not.toContain('<details>');
  expect(codes).toContain('| 0x40 kernel entered | ');
});

test('a row that one side lacks says so', () => {
  const parts = written(diffParts(SAMPLE_REPORTS['diff of single boots'] as DiffReport));
  expect(parts.join('')).toContain('only in base');
});

test('failed assertions come first, with what was found', () => {
  const [failed, held] = written(checkParts(SAMPLE_REPORTS['check'] as CheckReport));
  expect(failed).toContain('**✗ FAIL** | <code>max kernel=1ms (median)</code>');
  expect(held).toContain('<summary>2 passed</summary>');
});

test('a comparison, cell by cell', () => {
  const rows = [
    DIFF_ROW,
    {
      ...DIFF_ROW,
      name: 'new',
      baseNs: null,
      deltaNs: null,
      deltaPct: null,
      ciNs: null,
      baseN: 0,
      verdict: 'not-tested',
    },
    { ...DIFF_ROW, name: 'gap', deltaNs: -5e6, deltaPct: -6.25, verdict: 'improvement' },
    { ...DIFF_ROW, name: 'firmware', verdict: 'inconclusive' },
    { ...DIFF_ROW, name: 'setup', verdict: 'unchanged' },
    { ...DIFF_ROW, kind: 'total', name: 'total', verdict: 'unchanged' },
  ] as const;
  const marks = [
    { code: 0x40, occurrence: 1, baseNs: 1e6, headNs: 3e6, deltaNs: 2e6 },
    { code: 0x40, occurrence: 2, baseNs: null, headNs: 4e6, deltaNs: null },
  ];
  const parts = [...diffParts({ ...(SAMPLE_REPORTS['diff'] as DiffReport), rows, marks })];
  const [telling, all, codes] = markdownTables(written(parts).join('\n'));
  const lines = [
    'kernel | 80.000 | 90.000 | +10.000 ms (+12.5 %) | +9.000 to +11.000 | 10/9 | **▲ regression**',
    'new |  | 90.000 | only in head, 90.000 ms |  | 0/9 | – not-tested',
    'gap | 80.000 | 90.000 | -5.000 ms (-6.3 %) | +9.000 to +11.000 | 10/9 | **▼ improvement**',
    'firmware | 80.000 | 90.000 | +10.000 ms (+12.5 %) | +9.000 to +11.000 | 10/9 | ○ inconclusive',
    'before the first code | 80.000 | 90.000 | +10.000 ms (+12.5 %) | +9.000 to +11.000 | 10/9 | ● unchanged',
    'total | 80.000 | 90.000 | +10.000 ms (+12.5 %) | +9.000 to +11.000 | 10/9 | ● unchanged',
  ];
  const head = 'ms | >base | >head | >shift | >95 % of the shift | >n | verdict';
  expect(telling).toEqual([head, ...lines.filter((line) => !line.startsWith('before the first code'))]);
  expect(all).toEqual([head, ...lines]);
  expect(codes).toEqual([
    'code | >base ms | >head | >shift',
    '0x40 | 1.000 | 3.000 | +2.000',
    '0x40 #2 |  | 4.000 | ',
  ]);
  expect(parts.map(({ noun }) => noun)).toEqual(['rows', 'rows', 'codes']);
});

test('what is said in the open is not said again, and nothing is said of nothing', () => {
  const given = SAMPLE_REPORTS['diff'] as DiffReport;
  expect([...diffParts({ ...given, rows: [DIFF_ROW], marks: [] })]).toHaveLength(1);
  expect([...diffParts({ ...given, rows: [], marks: [] })]).toEqual([]);
  const check = SAMPLE_REPORTS['check'] as CheckReport;
  expect([...checkParts({ ...check, results: [] })]).toEqual([]);
  expect(
    written(checkParts({ ...check, results: check.results.filter(({ passed }) => passed) })),
  ).toHaveLength(1);
});

test('assertions, cell by cell', () => {
  const result = {
    assertion: 'max kernel=1ms',
    unit: 'ns' as const,
    actual: 2e6,
    limit: 1e6,
    values: [],
    message: 'too slow',
  };
  const results = [
    { ...result, passed: false },
    {
      ...result,
      passed: true,
      assertion: 'require 0x40',
      unit: 'count' as const,
      actual: null,
      limit: null,
      message: '',
    },
    { ...result, passed: true },
  ];
  const parts = [...checkParts({ ...(SAMPLE_REPORTS['check'] as CheckReport), results })];
  expect(markdownTables(written(parts).join('\n'))).toEqual([
    [
      ' | assertion | >found | >limit | in words',
      '**✗ FAIL** | max kernel=1ms | 2.000 ms | 1.000 ms | too slow',
    ],
    [
      ' | assertion | >found | >limit | in words',
      '✓ pass | require 0x40 |  |  | ',
      '✓ pass | max kernel=1ms | 2.000 ms | 1.000 ms | too slow',
    ],
  ]);
  expect(parts.map(({ noun }) => noun)).toEqual(['assertions', 'assertions']);
});
