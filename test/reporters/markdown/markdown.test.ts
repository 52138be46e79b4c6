import { expect, test } from 'vitest';
import { markdownReporter } from '../../../src/reporters/markdown/markdown.js';
import type { Diagnostic } from '../../../src/trace/diagnostic.js';
import type { CheckReport, ClassifyReport } from '../../../src/trace/report/report.js';
import { bootOf } from '../../stages/build-boot.js';
import { readMarkdown } from '../consumers.js';
import { markdownTables } from '../read-tables.js';
import { reading, render, report, SAMPLE_REPORTS } from '../sample-reports.js';

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
  expect(text.length).toBeLessThanOrEqual(64_000);
  expect(text).toMatch(/and \d+ more events\n\n<\/details>\n$/);
  const boots = Array.from({ length: 3000 }, () => bootOf(many.slice(0, 3), { input: '@x|'.repeat(90) }));
  expect(render(markdownReporter, report('report', [reading(...boots)])).length).toBeLessThanOrEqual(64_000);
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
  expect(text).toContain('- guest vCPUs: <code>2</code>\n- host kernel: <code>6.1</code>\n');
});

const diagnostic = {
  severity: 'warning',
  code: 'x',
  message: 'words\nmore',
  input: 'a.log',
  line: 7,
} as const;

function noted(...diagnostics: readonly Diagnostic[]): string {
  return render(markdownReporter, { ...report('parse', []), diagnostics });
}

test('a note says where it is about, in one line', () => {
  expect(noted(diagnostic)).toBe('### No boots\n\n- **warning:** <code>a.log&#58;7</code>: words\n');
  expect(noted({ ...diagnostic, line: null })).toContain('<code>a.log</code>: words\n');
  expect(noted({ ...diagnostic, input: null })).toContain('- **warning:** words\n');
  expect(noted({ ...diagnostic, severity: 'note' })).toBe(
    '### No boots\n\n<details><summary>Notes</summary>\n\n- **note:** <code>a.log&#58;7</code>: words\n\n</details>\n',
  );
  expect(noted()).toBe('### No boots\n');
});

test('five warnings are in the open, the others folded away', () => {
  const warnings = (count: number) =>
    noted(...Array.from({ length: count }, (_, at) => ({ ...diagnostic, line: at })));
  expect(warnings(5)).not.toContain('<details>');
  const [open, hidden] = warnings(7).split('<details>');
  expect(open!.match(/warning:/g)).toHaveLength(5);
  expect(hidden).toContain('<summary>2 more warnings</summary>');
  expect(hidden!.match(/warning:/g)).toHaveLength(2);
});

test('codes and findings, cell by cell', () => {
  const classify = {
    ...(SAMPLE_REPORTS['classify'] as ClassifyReport),
    codes: [
      { code: 0x40, stage: 'kernel', name: 'entry' },
      { code: 1, stage: 'firmware', name: null },
    ],
  };
  expect(markdownTables(render(markdownReporter, classify))).toEqual([
    ['code | stage | name', '0x40 | kernel | entry', '0x01 | firmware | '],
  ]);
  const findings = [
    { subject: 'kvm', status: 'failed', message: 'denied', nextSteps: ['a', 'b'] },
    { subject: 'node', status: 'ok', message: 'v20', nextSteps: [] },
  ] as const;
  const doctor = render(markdownReporter, { command: 'doctor', findings });
  expect(markdownTables(doctor)).toEqual([
    ['subject | status | message | try', 'kvm | failed | denied | ab', 'node | ok | v20 | '],
  ]);
  expect(doctor).toContain('<code>a</code><br><code>b</code>');
});

test('the sign in front is of what was judged', () => {
  expect(render(markdownReporter, SAMPLE_REPORTS['report of two sides']!)).toMatch(/^### ▲ Slower/);
  const check = { ...(SAMPLE_REPORTS['check'] as CheckReport), passed: true, results: [] };
  expect(render(markdownReporter, check)).toMatch(/^### ✓ Passed/);
  expect(render(markdownReporter, SAMPLE_REPORTS['classify']!)).toMatch(/^### Codes/);
});

test('what it was measured with is the first that is known, without what is not', () => {
  const provenance = {
    boottrace: '1.2.3',
    engine: 'bundled',
    guest: { cpus: undefined },
    host: { governor: null, cpu: 'x' },
  };
  const boots = [bootOf([[0x40, 5]]), bootOf([[0x40, 6]], { provenance })];
  const text = render(markdownReporter, report('report', [reading(...boots)]));
  const [, lines] = /<summary>How it was measured<\/summary>\n\n([\s\S]*?)\n<\/details>/.exec(text)!;
  expect(lines).toBe(
    '- boottrace: <code>1.2.3</code>\n- engine: <code>bundled</code>\n- host cpu: <code>x</code>\n',
  );
});
