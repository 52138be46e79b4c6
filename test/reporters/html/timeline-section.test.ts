import { expect, test } from 'vitest';
import { bootPicture, timelineSection } from '../../../src/reporters/html/timeline-section.js';
import { BUILT_IN_TABLE } from '../../../src/stages/built-in-table.js';
import { timelineOf } from '../../stages/build-boot.js';
import { BOOT, reading, report, scaled, set } from '../sample-reports.js';

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
