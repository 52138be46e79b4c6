import { describe, expect, test } from 'vitest';
import type { RunFlags } from '../../../src/cli/flags/run-plan.js';
import { overlayGuestFlags } from '../../../src/cli/work/guest-overlay.js';
import Run from '../../../src/commands/run.js';

const guestFlags = Object.fromEntries(
  Object.entries(Run.flags).filter(([, flag]) => flag.helpGroup === 'GUEST'),
);

const GIVEN: RunFlags = {
  kernel: 'vmlinuz',
  initramfs: 'initrd',
  cmdline: 'console=ttyS0',
  cpus: '4',
  memory: '1G',
  serial: 'null',
  'debug-console': 'off',
  timeout: '5s',
  engine: 'bundled',
};

const overlay = (text: string) => overlayGuestFlags(GIVEN, text, guestFlags);

describe('what --vs names replaces what was given, and the rest stays', () => {
  test.each([
    ['', {}],
    ['--cpus 1', { cpus: '1' }],
    ['--cpus=boot=2 --serial off', { cpus: 'boot=2', serial: 'off' }],
    [`--cmdline "console=ttyS0 quiet 'x'"`, { cmdline: "console=ttyS0 quiet 'x'" }],
    [`--cmdline 'a "b" \\c'`, { cmdline: 'a "b" \\c' }],
    ['--kernel a\\ b/vmlinux', { kernel: 'a b/vmlinux' }],
  ])('%s', async (text, change) => {
    expect(await overlay(text)).toEqual({ ...GIVEN, ...change });
  });
});

test('a kernel that a firmware starts, and the firmware, are replaced each by itself', async () => {
  const both = await overlay('--firmware OVMF.fd --kernel vmlinuz');
  expect([both.firmware, both.kernel]).toEqual(['OVMF.fd', 'vmlinuz']);
  const kernel = await overlayGuestFlags(both, '--kernel other', guestFlags);
  expect([kernel.firmware, kernel.kernel]).toEqual(['OVMF.fd', 'other']);
  const firmware = await overlayGuestFlags(both, '--firmware other', guestFlags);
  expect([firmware.firmware, firmware.kernel]).toEqual(['other', 'vmlinuz']);
});

test('firmware takes the place of a kernel and all that belongs to it, and the other way round', async () => {
  const firmware = await overlay('--firmware bios.bin');
  expect(firmware).toMatchObject({ firmware: 'bios.bin', cpus: '4' });
  expect([firmware.kernel, firmware.initramfs, firmware.cmdline]).toEqual([undefined, undefined, undefined]);
  const back = await overlayGuestFlags(firmware, '--kernel vmlinux', guestFlags);
  expect([back.kernel, back.firmware]).toEqual(['vmlinux', undefined]);
});

test.each([
  ['--cpus', /--vs: --cpus needs a value: --cpus N/],
  ['--timeout 5s', /--vs: a guest has no flag --timeout. The flags of a guest: --firmware, --kernel/],
  ['--save x', /a guest has no flag --save/],
  ['bios.bin', /--vs: a guest takes no arguments, but got bios.bin/],
  ['-v', /--vs: a guest has no flag -v/],
  ['--firmware bios.bin --cmdline quiet', /--cmdline has no effect here: it needs --kernel/],
  ['--cmdline "open', /a quotation mark is not closed/],
])('%s is refused', async (text, message) => {
  await expect(overlay(text)).rejects.toThrow(message);
});
