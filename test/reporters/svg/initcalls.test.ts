import { expect, test } from 'vitest';
import { drawInitcalls } from '../../../src/reporters/svg/initcalls.js';
import { slowInitcalls } from '../../../src/reporters/words/slow-initcalls.js';
import { initcallBoot } from '../initcall-boot.js';
import { expectInPlace } from './places.js';

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

test('everything stands in its place; what no screen would show is not in the strip', () => {
  const found = slowInitcalls(initcallBoot([20, 0.001, 60, 20]), 2)!;
  const drawing = drawInitcalls(found, 'stage-2');
  expectInPlace(drawing, 3);
  const { text } = drawing.body;
  expect([...text.matchAll(/class="stage-2 strip-(\d)"/g)].map(([, at]) => at)).toEqual(['0', '1', '0']);
  const values = [...text.matchAll(/text-anchor="end">([^<]*)<\/text>\n/g)].map(([, value]) => value);
  expect(values).toEqual(['100.001 ms', '20.000 ms · 20.0 %', '60.000 ms · 60.0 %']);
  expect(text).toContain('>all 4</text>');
  expect([drawing.title, drawing.description]).toEqual([
    'Initcalls',
    '5 initcalls in 100.001 ms. call_0: 20.000 ms, 20.0 % of all initcalls, from 10.000 to 30.000 ms. ' +
      'call_2: 60.000 ms, 60.0 % of all initcalls, from 30.001 to 90.001 ms.',
  ]);
});
