import { expect, test } from 'vitest';
import { bootsParts } from '../../../src/reporters/markdown/boots-parts.js';
import type { BootsReport } from '../../../src/trace/report.js';
import { reading, report, SAMPLE_REPORTS, scaled } from '../sample-reports.js';

const text = (name: string) =>
  [...bootsParts(SAMPLE_REPORTS[name] as BootsReport)].map(({ open, lines }) => open + [...lines].join(''));

test('of one boot: the timeline, then its events', () => {
  const [timeline, events] = [...bootsParts(report('parse', [reading(scaled(1))]))].map(
    ({ open, lines }) => open + [...lines].join(''),
  );
  expect(timeline).toContain('| row | when | ms | share | codes |');
  expect(timeline).toMatch(
    /\| kernel \| <code>\u00a0+\S+\u00a0+<\/code> \| 342\.644 \| 71\.4 % \| 0x40\.\.0x41 \|/,
  );
  expect(events).toContain('<summary>8 events</summary>');
  expect(events).toContain('| 93.000 | +3.000 | firmware | 0x05 | <code>(revisit)</code> |');
});

test('of many boots: medians, statistics, each boot', () => {
  const parts = text('run of several boots');
  expect(parts).toHaveLength(3);
  expect(parts[1]).toContain('95 % of the median');
  expect(parts[2]).toContain('<summary>10 boots</summary>');
});

test('of no boot there is nothing, of one without codes its events', () => {
  expect(text('parse of nothing')).toEqual([]);
  expect(text('parse of a boot without codes')).toEqual([]);
});

test('two sides: their comparison first', () => {
  expect(text('run of two sides')[0]).toMatch(/\| kernel \| .*▲ regression/);
  expect(text('run of two sides').join('')).toContain('Timeline of medians, head');
});
