import { expect, it } from 'vitest';
import { parseFunctionLine } from '../../../src/trace/profile/function-lines.js';

it.each([
  ['initcall msr_init+0x0/0xd0 returned 0 after 315 usecs', 'return', 'initcall', 'msr_init', 315_000],
  [
    '[    1.342785] initcall msr_init+0x0/0xd0 returned -19 after 315 usecs',
    'return',
    'initcall',
    'msr_init',
    315_000,
  ],
  [
    '<7>[    1.342785][    T1] initcall a+0x0/0xd0 [mod_b] returned 0 after 1 usecs',
    'return',
    'initcall',
    'a [mod_b]',
    1000,
  ],
  ['[    0.1@3] initcall a', null, null, null, null],
  ['[    0.100000@3] initcall a+0x0/0x8 returned 0 after 2 usecs', 'return', 'initcall', 'a', 2000],
  ['initcall 0xc0301abc returned 0 after 12 msecs', 'return', 'initcall', '0xc0301abc', 12e6],
  [
    'initcall 3_async_port_probe+0x0/0x50 returned after 99 usecs',
    'return',
    'function',
    '3_async_port_probe',
    99_000,
  ],
  [
    'pci 0000:00:1f.0: quirk_x+0x0/0x80 took 12345 usecs',
    'return',
    'function',
    'quirk_x (0000:00:1f.0)',
    12_345_000,
  ],
  [
    'pci fixup quirk_x+0x0/0x80 returned after 7 usecs for 0000:00:1d.0',
    'return',
    'function',
    'quirk_x (0000:00:1d.0)',
    7000,
  ],
  ['probe of serial8250 returned 1 after 23 usecs', 'return', 'function', 'probe of serial8250', 23_000],
  ['calling  acpi_init+0x0/0x40 @ 1', 'call', 'initcall', 'acpi_init', null],
  ['pci 0000:00:00.0: calling  quirk_x+0x0/0x20 @ 1', 'call', 'function', 'quirk_x (0000:00:00.0)', null],
  ['initcall_start: func=acpi_init+0x0/0x4d0', 'call', 'initcall', 'acpi_init', null],
  ['initcall_finish: func=acpi_init+0x0/0x4d0 ret=-19', 'return', 'initcall', 'acpi_init', null],
  ['something took 12 usecs', null, null, null, null],
  ['user said: initcall a+0x0/0x8 returned 0 after 2 usecs', null, null, null, null],
  ['initcall a+0x0/0x8 returned 0 after 9999999999999999 usecs', null, null, null, null],
])('reads %j', (text, step, kind, name, durationNs) => {
  const found = parseFunctionLine(text);
  if (step === null) expect(found).toBeNull();
  else expect(found).toMatchObject({ step, kind, name, durationNs });
});

it('knows the thread of a call, and bounds the name', () => {
  expect(parseFunctionLine('calling  a+0x0/0x1 @ 71')?.thread).toBe(71);
  expect(
    parseFunctionLine(`initcall ${'x'.repeat(200)}+0x0/0x1 returned 0 after 1 usecs`)?.name,
  ).toHaveLength(128);
  expect(parseFunctionLine(`initcall ${'x'.repeat(1e6)} returned 0 after 1 usecs`)).toBeNull();
});
