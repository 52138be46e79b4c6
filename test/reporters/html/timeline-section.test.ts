import { expect, test } from 'vitest';
import { bootPicture, timelineSection } from '../../../src/reporters/html/timeline-section.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import type { BootsReport } from '../../../src/trace/report/report.js';
import { timelineOf } from '../../stages/build-boot.js';
import { EVERY_KIND } from '../every-kind.js';
import { htmlTables } from '../read-tables.js';
import { BOOT, PHASED, reading, report, SAMPLE_REPORTS, scaled, set } from '../sample-reports.js';

const html = (section: ReturnType<typeof timelineSection>) =>
  [...(section?.body ?? [])].map(({ text }) => text).join('');

test('one boot: its timeline, and the same as a table', () => {
  const section = timelineSection(report('parse', [reading(scaled(1))]));
  expect(section).toMatchObject({ id: 'timeline', title: 'Timeline' });
  expect(html(section)).toContain('data-zoom-to="480001000"');
  expect(html(section)).toMatch(/<th scope="row"[^>]*><svg.*kernel<\/th><td class="number">342\.644<\/td>/);
});

test('many boots: their medians', () => {
  expect(timelineSection(report('report', [reading(...set(1))]))?.title).toBe('Timeline of medians');
});

test('nothing where nothing happened', () => {
  expect(timelineSection(report('parse', [reading()]))).toBeNull();
  expect(bootPicture(timelineOf([]), BUILT_IN_TABLE)).toBeNull();
  expect(bootPicture(timelineOf(BOOT), BUILT_IN_TABLE)?.text).toContain('aria-label="Timeline of boot 1"');
});

test('has, cell by cell, where each row lies', () => {
  const text = bootPicture(EVERY_KIND, BUILT_IN_TABLE)!.text;
  expect(htmlTables(text)).toEqual([
    [
      'row | >µs | >share | >from | >to | codes | >n | >revisits',
      'before the first code | 1.500 | 21.4 % | 0.000 | 1.500 |  |  | ',
      'setup..kernel | 0.500 | 7.1 % | 1.500 | 2.000 |  |  | ',
      'kernel | 5.000 | 71.4 % | 2.000 | 7.000 | 0x40..0x41 | 2 | 1',
    ],
  ]);
  const swatches = [...text.matchAll(/class="swatch".*?<rect class="([^"]+)"/g)].map(([, name]) => name);
  expect(swatches).toEqual(['setup', 'gap', 'stage-2']);
  expect(text).toContain('aria-label="Timeline of boot 5"');
  expect(text).toContain('data-zoom-to="7000"');
});

test('has phases under their stage, in its colour', () => {
  const text = bootPicture(timelineOf([], { boot: PHASED }), BUILT_IN_TABLE)!.text;
  expect(text).toContain('<span class="phase">PEI</span>');
  expect(
    htmlTables(text)[0]!
      .slice(1, 7)
      .map((row) => row.split(' | ').slice(0, 3).join(' | ')),
  ).toEqual([
    'before the first code | 1.000 | 5.0 %',
    'firmware | 8.000 | 40.0 %',
    'before PEI | 1.000 | 5.0 %',
    'PEI | 3.000 | 15.0 %',
    'DXE | 0.000 | 0.0 %',
    'BDS | 4.000 | 20.0 %',
  ]);
  const swatches = [...text.matchAll(/class="swatch".*?<rect class="([^"]+)"/g)].map(([, name]) => name);
  expect(swatches).toEqual(['setup', ...Array(5).fill('stage-0'), 'gap', 'stage-2']);
  expect(text).toContain('PEI: 3.000 ms, part of firmware, 15.0 % of the boot, from 2.000 to 5.000 ms');
});

test('each side of a comparison has a timeline of its own', () => {
  const section = timelineSection(SAMPLE_REPORTS['report of two sides'] as BootsReport)!;
  const text = [...section.body].map((piece) => piece.text).join('');
  expect([...text.matchAll(/<h3>(.*?)<\/h3>/g)].map(([, title]) => title)).toEqual([
    'Timeline of medians, base',
    'Timeline of medians, head',
  ]);
  expect(section.title).toBe('Timelines of medians');
  expect(htmlTables(text)).toHaveLength(2);
});

test('a boot in which nothing happened has none; one of text alone has no table', () => {
  expect(bootPicture(timelineOf([]), BUILT_IN_TABLE)).toBeNull();
  const event = { kind: 'text', channel: 'serial', text: 'x', timeNs: 5, line: null, vcpu: 3 } as const;
  const { text } = bootPicture(timelineOf([], { boot: { events: [event] } }), BUILT_IN_TABLE)!;
  expect(text).toContain('<figure');
  expect(htmlTables(text)).toEqual([]);
});
