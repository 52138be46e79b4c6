/** Guests that say that they give up, in the words of real programs, on a real /dev/kvm. */
import { describe, expect, test } from 'vitest';
import { describeWith, requirement } from '../helpers/requirements.js';
import { bootCode, useGuests } from './boot-guest.js';
import { asm } from './guest-image.js';

const PORTS = { 'firmware-debug': 0x402, 'debug-console': 0xe9, serial: 0x3f8 } as const;
const ENDED = 'then --on-panic stop ended the run';
/** A run that waits for it fails the test. */
const TIMEOUT_NS = 300e9;

describeWith([requirement.kvm()], 'a guest that gives up', () => {
  useGuests();

  describe.each(Object.entries(PORTS))('on %s', (channel, port) => {
    test.each([
      ['[    1.000000] Kernel panic - not syncing: VFS\r\nCall Trace:\r\n', 'kernel panic: VFS'],
      [
        'ASSERT [PeiCore] /b/Lib.c(211): (Port & 3) == 0\r\nmore\r\n',
        'firmware assertion: ASSERT [PeiCore] ',
      ],
      [
        '!!!! X64 Exception Type - 0D(#GP - General Protection)  CPU Apic ID - 00000000 !!!!\nRIP  - 0\n',
        'firmware exception: X64 Exception Type - 0D(#GP - General Protection)  CPU Apic ID - 00000000 !!!!',
      ],
      [
        '(XEN) ****\n(XEN) Panic on CPU 0:\n(XEN) dom0 kernel not specified\n(XEN) ****\n',
        'hypervisor panic: Panic on CPU 0: dom0 kernel not specified',
      ],
    ])('is ended soon after %j, with all that it said', async (text, why) => {
      const run = await bootCode([...asm.print(port, text), ...asm.loop], { timeoutNs: TIMEOUT_NS });
      expect(run.stop.reason).toBe('crash');
      expect(run.stop.detail?.slice(0, why.length)).toBe(why);
      expect(run.stop.detail).toMatch(new RegExp(`; ${ENDED}$`));
      const lines = text.trimEnd().split(/\r?\n/);
      expect(run.text(channel as keyof typeof PORTS)).toEqual(lines);
      expect(run.phases).toEqual(['guest-entry']);
    });
  });

  test('and never stops writing is ended too', async () => {
    const flood = [...asm.print(0x402, 'x\n'), 0xeb, 0xf6];
    const code = [...asm.print(0x402, 'Kernel panic - not syncing: flood\n'), ...flood];
    const run = await bootCode(code, { timeoutNs: TIMEOUT_NS });
    expect(run.stop).toMatchObject({ reason: 'crash', detail: `kernel panic: flood; ${ENDED}` });
    expect(run.text('firmware-debug').length).toBeGreaterThan(10);
  });

  test('and resets by itself ends as it does, with the panic named', async () => {
    const code = [...asm.print(0x402, 'Kernel panic - not syncing: reset\n'), ...asm.reset];
    const run = await bootCode(code, { timeoutNs: TIMEOUT_NS });
    expect(run.stop).toMatchObject({ reason: 'crash', detail: 'kernel panic: reset; then reset' });
    expect(run.phases.at(-1)).toBe('reset');
  });

  test('may go on: to its timeout, or to where it was to get', async () => {
    const panic = asm.print(0x402, 'Kernel panic - not syncing: kdump\n');
    const hung = await bootCode([...panic, ...asm.loop], { timeoutNs: 3e9, endsOnPanic: false });
    expect(hung.stop).toMatchObject({
      reason: 'crash',
      detail: 'kernel panic: kdump; then the timeout after 3 s',
    });
    const code = [...panic, ...asm.post(0x61), ...asm.loop];
    const arrived = await bootCode(code, { untilCode: 0x61, endsOnPanic: false });
    expect(arrived.stop.reason).toBe('until');
  });
});
