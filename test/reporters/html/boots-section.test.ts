import { expect, test } from 'vitest';
import { bootsSection, spreadSection } from '../../../src/reporters/html/boots-section.js';
import type { Section } from '../../../src/reporters/html/section.js';
import { bootOf } from '../../stages/build-boot.js';
import { SUMMARY_ROW } from '../every-kind.js';
import { htmlTables } from '../read-tables.js';
import { reading, report, scaled, set } from '../sample-reports.js';

const html = (section: Section | null) => [...(section?.body ?? [])].map(({ text }) => text).join('');
const many = report('report', [reading(...set(1))]);

test('every value of every row, and the numbers', () => {
  const text = html(spreadSection(many));
  expect(text.match(/class="value"/g)).toHaveLength(many.summary!.reduce((sum, { n }) => sum + n, 0));
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
  expect(text).toContain('>30 more boots');
});

test('one boot has neither', () => {
  const one = report('report', [reading(scaled(1))]);
  expect([spreadSection(one), bootsSection(one)]).toEqual([null, null]);
});

test('the numbers of each row, below their names', () => {
  const bare = {
    ...SUMMARY_ROW,
    kind: 'gap',
    name: 'a..b',
    ciNs: null,
    stddevNs: null,
    outliers: [],
  } as const;
  const { side: _, ...single } = bare;
  const text = html(spreadSection({ ...many, summary: [SUMMARY_ROW, single] }));
  expect(htmlTables(text)).toEqual([
    [
      'ms | side | >n | >median | >95 % of the median | >mean | >stddev | >min | >max | >p95 | >outliers',
      'kernel | head | 8 | 5.000 | 4.500 to 5.500 | 6.000 | 1.000 | 4.000 | 9.000 | 8.000 | 2',
      'a..b |  | 8 | 5.000 |  | 6.000 |  | 4.000 | 9.000 | 8.000 | ',
    ],
  ]);
  expect(spreadSection({ ...many, summary: [] })).toBeNull();
});

test('a boot is opened by its name, which says its role and how long it took', () => {
  const boots = [{ ...scaled(1), warmup: true, side: 'base' as const }, bootOf([])];
  const text = html(bootsSection({ ...report('report', [reading(...boots)]), summary: [] }));
  expect(
    [...text.matchAll(/<summary>(Boot .*?)<\/summary>\n<p class="soft">(.*?)<\/p>/g)].map((one) =>
      one.slice(1),
    ),
  ).toEqual([
    [
      'Boot 1, warm-up, base: 480.001 ms',
      'test.log, warm-up, base, 8 codes, longest kernel (71.4 %), monitor ran 758.000 µs before',
    ],
    ['Boot 2: no codes', 'test.log, 0 codes, unfinished (the guest was started but produced no event)'],
  ]);
  expect(text).not.toContain('more boots');
});
