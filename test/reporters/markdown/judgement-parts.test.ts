import { expect, test } from 'vitest';
import { checkParts, diffParts } from '../../../src/reporters/markdown/judgement-parts.js';
import type { CheckReport, DiffReport } from '../../../src/trace/report.js';
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
  expect(codes).toContain('| 0x40 | ');
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
