import { describe, expect, test } from 'vitest';
import { findLastWords } from '../../src/trace/last-words.js';

const PANIC = 'Kernel panic - not syncing: ';
const ASSERT = 'ASSERT [DxeCore] /build/MdeModulePkg/Core/Dxe/Image/Image.c(1778): !EFI_ERROR (Status)';
const GP = 'X64 Exception Type - 0D(#GP - General Protection)  CPU Apic ID - 00000000 !!!!';

test.each([
  [`${PANIC}Attempted to kill init!`, 'kernel panic', 'Attempted to kill init!'],
  [`[    1.234567] ${PANIC}VFS`, 'kernel panic', 'VFS'],
  [`[    1.234567][    T1] ${PANIC}sysrq`, 'kernel panic', 'sysrq'],
  [`[    1.234567] [   C12] ${PANIC}spaced`, 'kernel panic', 'spaced'],
  [`/ # [   12.000001] ${PANIC}behind a prompt`, 'kernel panic', 'behind a prompt'],
  [ASSERT, 'firmware assertion', ASSERT],
  [`\r${ASSERT}`, 'firmware assertion', ASSERT],
  [
    'ASSERT IoLibGcc.c(211): (Port & 3) == 0',
    'firmware assertion',
    'ASSERT IoLibGcc.c(211): (Port & 3) == 0',
  ],
  ['ASSERT c:\\my edk2\\Main.c(9): FALSE', 'firmware assertion', 'ASSERT c:\\my edk2\\Main.c(9): FALSE'],
  ['PEI_ASSERT!: Main.c (9): FALSE', 'firmware assertion', 'PEI_ASSERT!: Main.c (9): FALSE'],
  ['DXE_ASSERT!: Main.c (9): FALSE', 'firmware assertion', 'DXE_ASSERT!: Main.c (9): FALSE'],
  [`!!!! ${GP}`, 'firmware exception', GP],
  [`!!!! ${GP.replace('X64', 'IA32')}`, 'firmware exception', GP.replace('X64', 'IA32')],
  [
    '!!!! X64 Exception Type - 000000000000000D     CPU Apic ID - 00000000 !!!!',
    'firmware exception',
    'X64 Exception Type - 000000000000000D     CPU Apic ID - 00000000 !!!!',
  ],
  [
    '\u001b[2J\u001b[01;01HBdsDxe: No bootable option or device was found.',
    'firmware found nothing to boot',
    'BdsDxe: No bootable option or device was found',
  ],
  ['[Bds] Unable to boot!', 'firmware found nothing to boot', '[Bds] Unable to boot!'],
  ['[ERROR] PANIC: panicked at src/main.rs:198:5:', 'firmware panic', 'panicked at src/main.rs:198:5:'],
  ['(XEN) Panic on CPU 0:', 'hypervisor panic', 'Panic on CPU 0:'],
  ['(XEN) [2025-01-01 00:00:00] Panic on CPU 12:', 'hypervisor panic', 'Panic on CPU 12:'],
  ['(XEN) [    3.141592] Panic on CPU 1:', 'hypervisor panic', 'Panic on CPU 1:'],
])('%j is a %s', (line, what, reason) => {
  const heard = findLastWords(line);
  expect(heard?.words).toMatchObject({ what, reason });
  expect(line).toContain(heard!.words.words);
  expect(heard!.words.words).toContain(reason);
});

test.each([
  '',
  'grep "Kernel panic - not syncing: x" log',
  'Kernel panic',
  '<0>[    1.234567] Kernel panic - not syncing: of the boot before, as pstore shows it',
  'ASSERTIONS are on',
  'ASSERT_EFI_ERROR (Status = Not Found)',
  'the text ASSERT [x] y.c(1): z',
  '!!!! Find image based on IP(0x7E9A1E0) /build/Image.dll !!!!',
  'Panic on CPU 0: of somebody else',
  'echo [Bds] Unable to boot!',
  'PANIC: of another kind',
])('%j is none', (line) => {
  expect(findLastWords(line)).toBeNull();
});

describe('what follows', () => {
  test("says why Xen panicked: the next line's words", () => {
    const heard = findLastWords('(XEN) Panic on CPU 0:')!;
    expect(heard.goOn!('(XEN) dom0 kernel not specified. Check bootloader configuration.').words).toBe(
      'Panic on CPU 0: dom0 kernel not specified. Check bootloader configuration.',
    );
  });

  test('ends the words of Linux where it stops for good', () => {
    const heard = findLastWords(`${PANIC}VFS`)!;
    expect(heard.goOn).toBeUndefined();
    expect(heard.isEnd('[    2.000000] ---[ end Kernel panic - not syncing: VFS ]---')).toBe(true);
    expect(heard.isEnd('[    2.000000] ---[ end trace 0000000000000000 ]---')).toBe(false);
    expect(heard.isEnd('[    2.000000] Rebooting in 10 seconds..')).toBe(false);
  });

  test.each(['[[[[', '[1.000000] ', 'ASSERT a.', '!!!! ', '(XEN) ['])(
    'a long line of %j takes no time',
    (part) => {
      const line = part.repeat(Math.ceil(100_000 / part.length));
      const startMs = performance.now();
      findLastWords(line);
      expect(performance.now() - startMs).toBeLessThan(1000);
    },
  );
});
