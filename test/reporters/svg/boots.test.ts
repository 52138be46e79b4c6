import { expect, test } from 'vitest';
import { drawBoots, MAX_DRAWN_BOOTS } from '../../../src/reporters/svg/boots.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { timelineOf } from '../../stages/build-boot.js';
import { BOOT } from '../sample-reports.js';
import { expectInPlace } from './places.js';

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

test('everything stands in its place, gaps are thinner, and each row says what it is', () => {
  const boots = [timelineOf(BOOT), timelineOf(BOOT, { index: 1, boot: { warmup: true, side: 'base' } })];
  const drawing = drawBoots(boots, BUILT_IN_TABLE);
  expectInPlace(drawing, 2);
  const [first] = [...drawing.body.text.matchAll(/<g class="boot">.*?<\/g>/gs)].map(([boot]) => boot);
  const bars = [
    ...first!.matchAll(
      /<rect class="([^"]+)" x="([^"]+)%" width="([^"]+)%" y="(\d+)" height="(\d+)"><title>([^:]+):/g,
    ),
  ];
  expect(bars.map((one) => one.slice(1).join(' '))).toEqual([
    'setup 0 2.333 36 10 before the first code',
    'stage-0 2.333 0.584 36 10 firmware',
    'gap 2.917 1.042 39 4 firmware..bootloader',
    'stage-1 3.959 0 36 10 bootloader',
    'gap 3.959 8.562 39 4 bootloader..kernel',
    'stage-2 12.521 71.384 36 10 kernel',
    'gap 83.905 16.095 39 4 kernel..userspace',
    'stage-3 100 0 36 10 userspace',
  ]);
  expect(drawing.body.text).toContain('>boot 2, warm-up, base</text>');
  expect(drawing.body.text).not.toContain('ended by');
  expect(drawBoots([timelineOf([[0x40, 5]])], BUILT_IN_TABLE).description).toBe('boot 1: 5.000 µs');
});
