import { expect, test } from 'vitest';
import { bootsParts } from '../../../src/reporters/markdown/boots-parts.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { bootOf } from '../../stages/build-boot.js';
import { everyKind, SUMMARY_ROW } from '../every-kind.js';
import { markdownTables } from '../read-tables.js';
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

test('of one boot with phases: they stand under their stage, further in', () => {
  expect(text('parse of a firmware with phases')[0]).toMatch(
    /\n\| firmware \| .* 8\.000 \| 40\.0 % .*\n\| \u00a0\u00a0before PEI \| .* 1\.000 \| 5\.0 % .*\n\| \u00a0\u00a0PEI \| .* 3\.000 \| 15\.0 %/,
  );
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

const tablesOf = (given: BootsReport) =>
  markdownTables(
    [...bootsParts(given)].map(({ open, lines, close }) => open + [...lines].join('') + close).join('\n'),
  );

test('of one boot, cell by cell', () => {
  expect(tablesOf(everyKind('run'))).toEqual([
    [
      'row | when | >µs | >share | codes',
      'before the first code | █████▏ | 1.500 | 21.4 % | ',
      'setup..kernel | █▉ | 0.500 | 7.1 % | ',
      'kernel | ▕█████████████████ | 5.000 | 71.4 % | 0x40..0x41',
    ],
    [
      'stage | >exits | for | >µs | >share',
      'kernel | 5 | writes of port 0x84, post-port | 0.300 | 4.3 %',
      'setup..kernel | 6 | reads of address 0xfee00000 | 0.400 | 5.7 %',
    ],
    [
      '>µs | >delta | stage | code | name',
      '1.000 | +1.000 | guest-entry |  | ',
      '2.000 | +2.000 | kernel | 0x40 | kernel entered',
      '3.000 | +1.000 | kernel | 0xff | (noise)',
      '4.000 | +2.000 | firmware | 0x05 | (revisit)',
      '5.000 | +1.000 | serial |  | hello',
      '6.000 | +2.000 | function |  | rest_init',
      '7.000 | +3.000 | kernel | 0x41 | ',
    ],
  ]);
});

test('of many boots, cell by cell', () => {
  const { side: _, ...bare } = { ...SUMMARY_ROW, name: 'a..b', ciNs: null, outliers: [] };
  const boots = [
    scaled(1),
    { ...scaled(2), warmup: true, side: 'base', stop: { reason: 'crash', detail: null } } as const,
    bootOf([]),
  ];
  const given = { ...report('report', [reading(...boots)]), summary: [SUMMARY_ROW, bare] };
  const [, statistics, listed] = tablesOf(given);
  expect(statistics).toEqual([
    'ms | side | >n | >median | >95 % of the median | >min | >max | >p95 | >outliers',
    'kernel | head | 8 | 5.000 | 4.500 to 5.500 | 4.000 | 9.000 | 8.000 | 2',
    'a..b |  | 8 | 5.000 |  | 4.000 | 9.000 | 8.000 | ',
  ]);
  expect(listed).toEqual([
    '>boot | >total ms | role | ended by | input',
    '1 | 480.001 |  |  | test.log',
    '2 | 960.001 | warm-up, base | crash | test.log',
    '3 | no codes |  |  | test.log',
  ]);
});

test('parts say what they hold, and what a line of them is', () => {
  const nouns = (name: string) =>
    [...bootsParts(SAMPLE_REPORTS[name] as BootsReport)].map(({ open, noun }) => [
      /<summary>(.*?)<\/summary>/.exec(open)?.[1] ?? null,
      noun,
    ]);
  expect(nouns('run of several boots')).toEqual([
    [null, 'rows'],
    ['Statistics of each row', 'rows'],
    ['10 boots', 'boots'],
  ]);
  expect(nouns('report of two sides').slice(-4)).toEqual([
    ['Timeline of medians, base', 'rows'],
    ['Timeline of medians, head', 'rows'],
    ['Statistics of each row', 'rows'],
    ['20 boots', 'boots'],
  ]);
  expect([...bootsParts(everyKind('run'))].map(({ noun }) => noun)).toEqual(['rows', 'rows', 'events']);
  expect([...bootsParts(report('parse', [reading(bootOf([]))]))]).toEqual([]);
});
