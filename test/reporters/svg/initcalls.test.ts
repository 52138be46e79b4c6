import { expect, test } from 'vitest';
import { slowInitcalls } from '../../../src/reporters/slow-initcalls.js';
import { drawInitcalls } from '../../../src/reporters/svg/initcalls.js';
import { initcallBoot } from '../initcall-boot.js';

test('a strip of all, and a row in order of time for each of the slowest, at its place', () => {
  const drawing = drawInitcalls(slowInitcalls(initcallBoot([20, 60, 20]), 2)!, 'stage-2');
  const { text } = drawing.body;
  const labels = [...text.matchAll(/aria-label="([^"]*)"/g)].map(([, label]) => label);
  expect(labels).toEqual([
    'all 3 initcalls: 100.000 ms',
    'call_0: 20.000 ms, 20.0 % of all initcalls, from 10.000 to 30.000 ms',
    'call_1: 60.000 ms, 60.0 % of all initcalls, from 30.000 to 90.000 ms',
  ]);
  expect(text).toContain('<rect class="stage-2" x="20%" width="60%"');
  expect(text.match(/strip-[01]/g)).toHaveLength(3);
  expect(drawing.description).toMatch(/^4 initcalls in 100\.000 ms\. call_0:/);
});

test('a name is text', () => {
  const found = slowInitcalls(
    initcallBoot([5], () => '</svg><script>'),
    1,
  )!;
  expect(drawInitcalls(found, 'stage-2').body.text).not.toContain('<script');
});
