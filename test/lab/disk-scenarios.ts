/** Boots with disks that test/lab/disks.test.ts looks at; see disk/init for what the guest does, boot-disk.mjs for the disk. */
import type { LabImages, Scenario } from './scenarios.js';

/** SeaBIOS's own text; GRUB and userspace write their codes themselves. */
const BIOS_MARKS = [
  ...['--mark', 'SeaBIOS \\(version=0x01:seabios'],
  ...['--mark', 'Booting from 0000:7c00=0x1f:boot sector'],
  ...['--mark', 'Linux version=0x40:linux', '--mark', 'Run /init as init process=0x41:init'],
];

/** Straight into the kernel, with the initramfs that brings virtio's modules. */
const withModules = ({ kernel, diskInitramfs }: LabImages, commandLine: string) =>
  ['--kernel', kernel, '--initramfs', diskInitramfs, '--cmdline', commandLine] as const;

const fromDisk = ({ seabios, bootDisk }: LabImages) =>
  ['--firmware', seabios, '--disk', `path=${bootDisk}`] as const;

/** One of zeros, one with a pattern. */
const TWO_DISKS = 'truncate -s 4M a.raw; yes boottrace | head -c 4M >b.raw';
const REMOVE = 'rm -f a.raw b.raw';

export const DISK_SCENARIOS: readonly Scenario[] = [
  { name: 'bios-chain', boot: fromDisk, flags: ['--rng', ...BIOS_MARKS], commandLine: '' },
  {
    name: 'several-disks',
    boot: withModules,
    setUp: TWO_DISKS,
    flags: ['--disk', 'path=a.raw,readonly=on', 'path=b.raw', '--rng', '--cpus', '4'],
    commandLine: 'quiet do=read-all,rng,interrupts',
    tearDown: `sha256sum <b.raw >several-disks.sum; ${REMOVE}`,
  },
  {
    name: 'written',
    boot: withModules,
    setUp: TWO_DISKS,
    flags: ['--disk', 'path=a.raw', 'path=b.raw,readonly=off'],
    commandLine: 'quiet do=write,beyond',
    tearDown: `dd if=b.raw bs=64k skip=4 count=16 2>/dev/null | sha256sum >written.sum; stat -c %s b.raw >written.size; ${REMOVE}`,
  },
  {
    name: 'snapshot',
    boot: withModules,
    setUp: TWO_DISKS,
    flags: ['--disk', 'path=a.raw', 'path=b.raw'],
    commandLine: 'quiet do=write',
    tearDown: `sha256sum <b.raw >snapshot.sum; ${REMOVE}`,
  },
  {
    name: 'read-only',
    boot: withModules,
    setUp: TWO_DISKS,
    flags: ['--disk', 'path=a.raw', 'path=b.raw,readonly=on'],
    commandLine: 'quiet do=try-write',
    tearDown: `sha256sum <b.raw >read-only.sum; ${REMOVE}`,
  },
  {
    name: 'no-msi',
    boot: withModules,
    setUp: TWO_DISKS,
    flags: ['--disk', 'path=a.raw', 'path=b.raw'],
    commandLine: 'quiet pci=nomsi do=read-all,interrupts',
    tearDown: REMOVE,
  },
];
