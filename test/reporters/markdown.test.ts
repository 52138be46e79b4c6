import { expect, test } from 'vitest';
import { markdownReporter } from '../../src/reporters/markdown.js';
import { bootOf } from '../stages/build-boot.js';
import { readMarkdown } from './consumers.js';
import { reading, render, report, SAMPLE_REPORTS } from './sample-reports.js';

test.each(Object.entries(SAMPLE_REPORTS))('%s renders to tables and text alone', (_, given) => {
  readMarkdown(render(markdownReporter, given));
});

test.each([
  ['diff', /^### ▲ Slower: regression in kernel/],
  ['check', /^### ✗ Failed: 2 of 4 assertions/],
  ['report of one boot', /^### test\.log: 480\.001 ms\n\n8 codes · longest kernel \(71\.4 %\)/],
])('%s begins with its verdict', (name, expected) => {
  expect(render(markdownReporter, SAMPLE_REPORTS[name]!)).toMatch(expected);
});

test('a comment never grows beyond what GitHub takes, and says what is missing', () => {
  const many = Array.from({ length: 20_000 }, (_, at) => [0x40 + (at % 2), at * 10] as const);
  const text = render(markdownReporter, report('parse', [reading(bootOf(many))]));
  expect(text.length).toBeLessThan(65_536);
  expect(text).toMatch(/and \d+ more events\n\n<\/details>\n$/);
  const boots = Array.from({ length: 3000 }, () => bootOf(many.slice(0, 3), { input: '@x|'.repeat(90) }));
  expect(render(markdownReporter, report('report', [reading(...boots)])).length).toBeLessThan(65_536);
});

test('warnings are in the open, notes folded away', () => {
  const text = render(markdownReporter, SAMPLE_REPORTS['run']!);
  expect(text).toMatch(/^- \*\*warning:\*\* <code>/m);
  const notes = render(markdownReporter, SAMPLE_REPORTS['diff of single boots']!);
  expect(notes).toMatch(/<summary>Notes<\/summary>\n\n- \*\*note:\*\*/);
});

test('says who measured', () => {
  const provenance = {
    boottrace: '1.2.3',
    engine: 'bundled',
    guest: { cpus: 2 },
    host: { kernel: '6.1', governor: null },
  };
  const text = render(markdownReporter, report('parse', [reading(bootOf([[0x40, 5]], { provenance }))]));
  expect(text).toContain('- guest cpus: <code>2</code>\n- host kernel: <code>6.1</code>\n');
});
