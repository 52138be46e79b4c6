import { expect, test } from 'vitest';
import { checkSection, marksSection, shiftSection } from '../../../src/reporters/html/judgement-sections.js';
import type { Section } from '../../../src/reporters/html/section.js';
import type { CheckReport, DiffReport } from '../../../src/trace/report.js';
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
  expect(html(marksSection({ ...diff, marks }))).toContain('200 more codes');
  expect(marksSection({ ...diff, marks: [] })).toBeNull();
});

test('failed assertions come first', () => {
  const text = html(checkSection(SAMPLE_REPORTS['check'] as CheckReport));
  expect(text.lastIndexOf('FAIL')).toBeLessThan(text.indexOf('pass</span>'));
  expect(text).toContain('max kernel=1ms');
});
