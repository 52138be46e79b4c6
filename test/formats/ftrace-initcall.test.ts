import { expect, it } from 'vitest';
import { ftraceInitcall } from '../../src/formats/ftrace-initcall.js';
import { readText } from './read-text.js';

it.each([
  ['yes', '  <idle>-0  [000] .....     0.012044: initcall_start: func=con_init+0x0/0x230'],
  ['yes', ' swapper 1 [000] 0.051300: initcall:initcall_finish: func=a_init+0x0/0x90 ret=0'],
  ['no', '[    0.375511] initcall failover_init+0x0/0xf returned 0 after 2 usecs'],
  ['no', ''],
])('says %s to %j', (verdict, head) => {
  expect(ftraceInitcall.sniff(head, 'trace.txt')).toBe(verdict);
});

it('keeps the lines with their own times, and passes over the comments', () => {
  const text = [
    '# initcall_start: func=x',
    ' swapper/0-1 [000] .....     0.121000: initcall_start: func=acpi_init+0x0/0x4d0',
    ' swapper/0-1 [000] .....     0.214120: initcall_finish: func=acpi_init+0x0/0x4d0 ret=0',
    '',
  ].join('\n');
  const { boots } = readText(text);
  expect(
    boots.map(({ format, clock, events }) => [format, clock, events.map(({ timeNs }) => timeNs)]),
  ).toEqual([['ftrace-initcall', 'guest-monotonic', [121e6, 214.12e6]]]);
});
