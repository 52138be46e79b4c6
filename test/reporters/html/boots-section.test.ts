import { expect, test } from 'vitest';
import { bootsSection, spreadSection } from '../../../src/reporters/html/boots-section.js';
import type { Section } from '../../../src/reporters/html/section.js';
import { reading, report, scaled, set } from '../sample-reports.js';

const html = (section: Section | null) => [...(section?.body ?? [])].map(({ text }) => text).join('');
const many = report('report', [reading(...set(1))]);

test('every value of every row, and the numbers', () => {
  const text = html(spreadSection(many));
  expect(text.match(/class="value"/g)).toHaveLength(10 * many.summary!.length);
  expect(text).toContain('95 % of the median');
});

test('a bar per boot, and each boot in full', () => {
  const text = html(bootsSection(many));
  expect(text.match(/class="boot"/g)).toHaveLength(20);
  expect(text).toContain('<summary>Boot 10: ');
  expect(text).toContain('aria-label="Timeline of boot 10"');
  expect(text.match(/class="events"/g)).toHaveLength(10);
});

test('hundreds of boots are counted, not shown', () => {
  const text = html(
    bootsSection(report('report', [reading(...Array.from({ length: 130 }, () => scaled(1)))])),
  );
  expect(text.match(/<details class="boot">/g)).toHaveLength(100);
  expect(text).toContain('30 more boots');
});

test('one boot has neither', () => {
  const one = report('report', [reading(scaled(1))]);
  expect([spreadSection(one), bootsSection(one)]).toEqual([null, null]);
});
