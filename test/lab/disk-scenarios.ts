/** Boots with disks that test/lab/disks.test.ts looks at; see disk/init for what the guest does, boot-disk.mjs for the disk. */
import type { LabImages, Scenario } from './scenarios.js';

/** Text of SeaBIOS and of the kernel, and the first words of userspace; GRUB and userspace write their codes themselves. */
const BIOS_MARKS = [
  ...['--mark', 'SeaBIOS \\(version=0x01:seabios'],
  ...['--mark', 'Booting from 0000:7c00=0x1f:boot sector'],
  ...['--mark', 'Linux version=0x40:linux', '--mark', '^init started=0x41:init'],
];

/** Straight into the kernel, with the initramfs that brings virtio's modules. */
const withModules = ({ kernel, diskInitramfs }: LabImages, commandLine: string) =>
  ['--kernel', kernel, '--initramfs', diskInitramfs, '--cmdline', commandLine] as const;

const fromDisk = ({ seabios, bootDisk }: LabImages) =>
  ['--firmware', seabios, '--disk', `path=${bootDisk}`] as const;

/** Disks with a pattern. */
const makeDisks = (...names: readonly string[]) =>
  names.map((name) => `yes boottrace | head -c 4194304 >${name}.raw`).join('; ');

export const DISK_SCENARIOS: readonly Scenario[] = [
  {
    name: 'bios-chain',
    boot: fromDisk,
    flags: ['--rng', '--timeout', '120s', ...BIOS_MARKS],
    commandLine: '',
  },
  {
    name: 'three-disks',
    boot: withModules,
    setUp: makeDisks('a', 'b', 'c'),
    flags: [
      ...['--disk', 'path=a.raw,readonly=on', 'path=b.raw,readonly=off', 'path=c.raw'],
      ...['--rng', '--cpus', '4', '--timeout', '120s'],
    ],
    commandLine: `quiet do=read-all:vdc,try-write:vda,write:vdb,beyond:vdb,write:vdc,rng,interrupts`,
    tearDown: [
      'for name in a b c; do sha256sum <$name.raw >$name.sum; stat -c %s $name.raw >$name.size; done',
      'dd if=b.raw bs=64k skip=4 count=16 2>/dev/null | sha256sum >written.sum',
      'rm a.raw b.raw c.raw',
    ].join('; '),
  },
  {
    name: 'no-messages',
    boot: withModules,
    setUp: makeDisks('a'),
    flags: ['--disk', 'path=a.raw'],
    commandLine: 'quiet pci=nomsi do=read-all:vda,interrupts',
    tearDown: 'rm a.raw',
  },
];
