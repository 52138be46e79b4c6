/** Boots through UEFI that test/lab/disks.test.ts looks at, in the lab of those with disks: see efi-disk.mjs for the disk. */
import type { Scenario } from './scenarios.js';

const UEFI_FLAGS = ['--cpus', '2', '--memory', '512M'];

export const UEFI_SCENARIOS: readonly Scenario[] = [
  {
    // From the reset vector by a boot option and a unified kernel image to userspace.
    name: 'uefi-disk',
    boot: ({ ovmf, efiDisk }) => ['--firmware', ovmf, '--disk', `path=${efiDisk}`],
    flags: [...UEFI_FLAGS, '--rng', '--kernel-marks'],
    commandLine: '',
  },
  {
    // Without a disk, as far as the kernel: the rest is that of other boots.
    name: 'uefi-kernel',
    boot: ({ ovmf, kernel, initramfs }, commandLine) => [
      ...['--firmware', ovmf, '--kernel', kernel],
      ...['--initramfs', initramfs, '--cmdline', commandLine],
    ],
    flags: [...UEFI_FLAGS, '--until', 'linux:start'],
    commandLine: 'loglevel=7',
  },
];
