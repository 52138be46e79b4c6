import { expect, it } from 'vitest';
import { tableReporter } from '../../../src/reporters/terminal/table.js';
import { render, SAMPLE_REPORTS } from '../sample-reports.js';

it.each([
  ['run', /^\\u|=cmd/],
  ['report', /medians, one after another/],
  ['diff', /verdict: /],
  ['check', /2 of 4 failed/],
  ['classify', /^code +stage/],
  ['doctor', /^failed +\/dev\/kvm/],
])('shows %s with its own view', (name, expected) => {
  expect(render(tableReporter, SAMPLE_REPORTS[name]!)).toMatch(expected);
});

it('ends no line with a space', () => {
  for (const given of Object.values(SAMPLE_REPORTS)) expect(render(tableReporter, given)).not.toMatch(/ \n/);
});
