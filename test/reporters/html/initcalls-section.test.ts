import { expect, test } from 'vitest';
import { initcallPicture } from '../../../src/reporters/html/initcalls-section.js';
import { BUILT_IN_TABLE } from '../../../src/stages/built-in-table.js';
import { initcallBoot } from '../initcall-boot.js';

test('a chart in the colour of the kernel, and the slowest as a table', () => {
  const text = initcallPicture(initcallBoot([20, 60, 20]), BUILT_IN_TABLE)!.text;
  expect(text).toContain('4 initcalls took 100.000 ms');
  expect(text).toContain('class="stage-2');
  expect(text).toContain('call_1</th><td class="number">60.000</td><td class="number">60.0 %</td>');
});

test('nothing where none was marked', () => {
  expect(initcallPicture(initcallBoot([]), BUILT_IN_TABLE)).toBeNull();
});
