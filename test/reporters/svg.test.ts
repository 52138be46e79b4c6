import { expect, test } from 'vitest';
import { svgReporter } from '../../src/reporters/svg.js';
import { render, SAMPLE_REPORTS } from './sample-reports.js';

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
