import { expect, test } from 'vitest';
import { checkSection, marksSection, shiftSection } from '../../../src/reporters/html/judgement-sections.js';
import type { Section } from '../../../src/reporters/html/section.js';
import type { CheckReport, DiffReport } from '../../../src/trace/report/report.js';
import { DIFF_ROW } from '../every-kind.js';
import { htmlTables } from '../read-tables.js';
import { SAMPLE_REPORTS } from '../sample-reports.js';

const html = (section: Section | null) => [...(section?.body ?? [])].map(({ text }) => text).join('');
const diff = SAMPLE_REPORTS['diff'] as DiffReport;

test('a comparison: verdicts by word and sign, every number', () => {
  const text = html(shiftSection(diff));
  expect(text).toContain(
    '<span class="verdict regression"><span aria-hidden="true">▲</span> regression</span>',
  );
  expect(text).toContain('95 % of the shift');
  expect(text).toMatch(/\+68\.\d+ ms \(\+20\.0 %\)/);
  expect(shiftSection({ ...diff, rows: [] })).toBeNull();
});

test('codes one by one, not without end', () => {
  expect(html(marksSection(diff))).toContain('0x40');
  const marks = Array.from({ length: 700 }, (_, at) => ({ ...diff.marks[0]!, occurrence: at + 1 }));
  expect(htmlTables(html(marksSection({ ...diff, marks })))[0]).toHaveLength(501);
  expect(html(marksSection({ ...diff, marks }))).toContain('>200 more codes');
  expect(marksSection({ ...diff, marks: [] })).toBeNull();
});

test('failed assertions come first', () => {
  const text = html(checkSection(SAMPLE_REPORTS['check'] as CheckReport));
  expect(text.lastIndexOf('FAIL')).toBeLessThan(text.indexOf('pass</span>'));
  expect(text).toContain('max kernel=1ms');
});

test('has, cell by cell, the numbers behind each verdict', () => {
  const rows = [
    DIFF_ROW,
    {
      ...DIFF_ROW,
      name: 'new',
      baseNs: null,
      deltaNs: null,
      deltaPct: null,
      ciNs: null,
      pAdjusted: null,
      baseN: 0,
      verdict: 'not-tested',
    },
    {
      ...DIFF_ROW,
      name: 'total',
      deltaNs: -5e6,
      deltaPct: -6.25,
      pAdjusted: 0.00009,
      verdict: 'improvement',
    },
    { ...DIFF_ROW, name: 'gap', deltaNs: 0, deltaPct: 0, pAdjusted: 0.0001, verdict: 'inconclusive' },
    { ...DIFF_ROW, name: 'setup', verdict: 'unchanged' },
  ] as const;
  const text = html(shiftSection({ ...diff, rows, verdict: 'regression' }));
  expect(htmlTables(text)).toEqual([
    [
      'ms | >base | >head | >shift | >95 % of the shift | >p | >n | verdict',
      'kernel | 80.000 | 90.000 | +10.000 ms (+12.5 %) | +9.000 to +11.000 | 0.0123 | 10/9 | ▲ regression',
      'new |  | 90.000 |  |  |  | 0/9 | – not-tested',
      'total | 80.000 | 90.000 | -5.000 ms (-6.3 %) | +9.000 to +11.000 | <0.0001 | 10/9 | ▼ improvement',
      'gap | 80.000 | 90.000 | 0.000 ms (0.0 %) | +9.000 to +11.000 | 0.0001 | 10/9 | ○ inconclusive',
      'before the first code | 80.000 | 90.000 | +10.000 ms (+12.5 %) | +9.000 to +11.000 | 0.0123 | 10/9 | ● unchanged',
    ],
  ]);
  expect(text).toMatch(/^<p>Verdict: <span class="verdict regression">/);
});

test('has, cell by cell, the time of each code, and numbers repeats', () => {
  const marks = [
    { code: 0x40, occurrence: 1, baseNs: 1e6, headNs: 300e9, deltaNs: 2e9 },
    { code: 0x40, occurrence: 2, baseNs: null, headNs: 4e9, deltaNs: null },
  ];
  expect(htmlTables(html(marksSection({ ...diff, marks })))).toEqual([
    ['code | >base s | >head | >shift', '0x40 | 0.001 | 300.000 | +2.000', '0x40 #2 |  | 4.000 | '],
  ]);
  const fiveHundred = Array.from({ length: 500 }, () => marks[0]!);
  expect(html(marksSection({ ...diff, marks: fiveHundred }))).not.toContain('more codes');
});

test('an assertion says in a word whether it holds', () => {
  const text = html(checkSection(SAMPLE_REPORTS['check'] as CheckReport));
  const items = [
    ...text.matchAll(
      /<li><span class="verdict (\w+)">.*?<\/span> (\w+)<\/span> <strong>(.*?)<\/strong><p>(.)/g,
    ),
  ];
  expect(items.map((one) => one.slice(1, 4).join(' '))).toEqual([
    'regression FAIL max kernel=1ms (median)',
    'regression FAIL require 0x40,0x99',
    'improvement pass max total=10s (median)',
    'improvement pass max vmm=1s (median)',
  ]);
});
