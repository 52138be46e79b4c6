import { expect, test } from 'vitest';
import { drawBoots, MAX_DRAWN_BOOTS } from '../../../src/reporters/svg/boots.js';
import { BUILT_IN_TABLE } from '../../../src/stages/built-in-table.js';
import { timelineOf } from '../../stages/build-boot.js';
import { BOOT } from '../sample-reports.js';

test('one bar per boot on one axis, with its total and how it ended', () => {
  const stop = { reason: 'timeout', detail: null } as const;
  const { body, title, description } = drawBoots(
    [
      timelineOf(BOOT),
      timelineOf(BOOT.slice(0, 7), { index: 1, boot: { stop } }),
      timelineOf([], { index: 2 }),
    ],
    BUILT_IN_TABLE,
  );
  expect(title).toBe('3 boots, one bar each');
  expect(description).toBe('boot 1: 480.000 ms. boot 2: 402.744 ms. boot 3: no codes');
  expect(body.text).toContain('boot 2</text>');
  expect(body.text).toContain(', ended by timeout</tspan>');
  expect(body.text).toContain('no codes');
});

test('more boots than can be read are not drawn', () => {
  const { body } = drawBoots(
    Array.from({ length: MAX_DRAWN_BOOTS + 20 }, (_, index) => timelineOf(BOOT, { index })),
    BUILT_IN_TABLE,
  );
  expect(body.text.match(/class="boot"/g)).toHaveLength(MAX_DRAWN_BOOTS);
});
