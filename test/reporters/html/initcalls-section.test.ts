import { expect, test } from 'vitest';
import { initcallPicture } from '../../../src/reporters/html/initcalls-section.js';
import { BUILT_IN_TABLE } from '../../../src/stages/table/built-in-table.js';
import { PROFILE } from '../../trace/sample-profile.js';
import { initcallBoot } from '../initcall-boot.js';
import { htmlTables } from '../read-tables.js';

test('a chart in the colour of the kernel, and the slowest as a table', () => {
  const text = initcallPicture(initcallBoot([20, 60, 20]), BUILT_IN_TABLE)!.text;
  expect(text).toContain('4 initcalls took 100.000 ms');
  expect(text).toContain('class="stage-2');
  expect(text).toContain('call_1</th><td class="number">60.000</td><td class="number">60.0 %</td>');
});

test('nothing where none was marked', () => {
  expect(initcallPicture(initcallBoot([]), BUILT_IN_TABLE)).toBeNull();
});

test('has, cell by cell, the slowest; where the samples were only of a boot that was sampled', () => {
  const boot = initcallBoot([20, 60, 20]);
  const tableOf = (given: typeof boot) => htmlTables(initcallPicture(given, BUILT_IN_TABLE)!.text)[0]!;
  expect(tableOf(boot)).toEqual([
    'initcall | >ms | >share | >began at',
    'call_1 | 60.000 | 60.0 % | 30.000',
    'call_0 | 20.000 | 20.0 % | 10.000',
    'call_2 | 20.000 | 20.0 % | 90.000',
  ]);
  const timesNs = Array.from({ length: 6 }, (_, at) => 31e6 + at);
  const stacks = [{ stage: 'kernel', vcpu: 0, frames: ['call_1'], count: 6, timesNs }];
  const sampled = { ...boot, boot: { ...boot.boot, profile: { ...PROFILE, stacks } } };
  expect(tableOf(sampled).slice(0, 3)).toEqual([
    'initcall | >ms | >share | >began at | mostly in',
    'call_1 | 60.000 | 60.0 % | 30.000 | itself 100.0 %',
    'call_0 | 20.000 | 20.0 % | 10.000 | ',
  ]);
});

test('twelve are drawn, fifty are listed', () => {
  const { text } = initcallPicture(initcallBoot(Array(60).fill(1)), BUILT_IN_TABLE)!;
  expect(text.match(/<g class="row"/g)).toHaveLength(13);
  expect(htmlTables(text)[0]).toHaveLength(51);
});
