import { expect, test } from 'vitest';
import { svgReporter } from '../../../src/reporters/svg/svg.js';
import type { CheckReport, ClassifyReport } from '../../../src/trace/report/report.js';
import { render, SAMPLE_REPORTS } from '../sample-reports.js';

test.each(Object.entries(SAMPLE_REPORTS))(
  '%s is one picture in which no guest text is markup',
  (_, given) => {
    const text = render(svgReporter, given);
    expect(text).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg" [^>]*role="img"/);
    expect(text.trimEnd().endsWith('</svg>')).toBe(true);
    expect(text).not.toMatch(/<script|<\/script|<foreignObject|\son\w+=|javascript:/i);
    const outside = text.replace('http://www.w3.org/2000/svg', '');
    expect(outside).not.toMatch(/https?:|url\(|href/);
  },
);

test.each([
  ['report of one boot', /firmware\.\.bootloader/],
  ['report', /Spread of each row over the boots/],
  ['run of several boots', /10 boots, one bar each/],
  ['diff', /Slower: regression in kernel/],
  ['check', /✗ FAIL {2}max kernel=1ms/],
  ['classify', /0x40 {2}kernel/],
  ['doctor', /failed: \/dev\/kvm/],
])('%s', (name, expected) => {
  expect(render(svgReporter, SAMPLE_REPORTS[name]!).replaceAll('&lt;', '<')).toMatch(expected);
});

const linesOf = (text: string) =>
  [...text.matchAll(/<text class="([^"]*)" y="[\d.]+">([^<]*)</g)].map(([, look, line]) => [look, line]);

test('facts stand below the title', () => {
  expect(linesOf(render(svgReporter, SAMPLE_REPORTS['report of one boot']!)).slice(0, 2)).toEqual([
    ['heading', 'test.log: 480.001 ms'],
    ['soft', '8 codes, longest kernel (71.4 %), monitor ran 758.000 µs before'],
  ]);
  expect(linesOf(render(svgReporter, SAMPLE_REPORTS['classify without codes']!))[1]).toEqual([
    '',
    '0x00  firmware',
  ]);
});

test('lines say whether it is well, and look like it', () => {
  const result = { unit: 'ns' as const, actual: null, limit: null, values: [], message: 'm' };
  const results = [
    { ...result, assertion: 'a', passed: true },
    { ...result, assertion: 'b', passed: false },
  ];
  const check = { ...(SAMPLE_REPORTS['check'] as CheckReport), results };
  expect(linesOf(render(svgReporter, check)).slice(1)).toEqual([
    ['', '✓ pass  a'],
    ['soft', 'm'],
    ['regression', '✗ FAIL  b'],
    ['soft', 'm'],
  ]);
  const findings = [
    { subject: 'kvm', status: 'failed', message: 'denied', nextSteps: [] },
    { subject: 'node', status: 'warning', message: 'old', nextSteps: [] },
  ] as const;
  expect(linesOf(render(svgReporter, { command: 'doctor', findings })).slice(1)).toEqual([
    ['regression', 'failed: kvm: denied'],
    ['', 'warning: node: old'],
  ]);
  const codes = [{ code: 0x40, stage: 'kernel', name: 'entry' }];
  const classify = { ...(SAMPLE_REPORTS['classify'] as ClassifyReport), codes };
  expect(linesOf(render(svgReporter, classify)).slice(1)).toEqual([['', '0x40  kernel  entry']]);
});

test('comparisons and series are drawn', () => {
  expect(render(svgReporter, SAMPLE_REPORTS['diff']!)).toContain('>no change</text>');
  expect(render(svgReporter, SAMPLE_REPORTS['report of two sides']!)).toContain('>Shift of each row</text>');
  expect(render(svgReporter, SAMPLE_REPORTS['run of several boots']!)).not.toContain('Shift of each row');
  expect(render(svgReporter, SAMPLE_REPORTS['trend']!)).toContain('regression at 3');
});
